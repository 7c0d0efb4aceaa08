using System.Runtime.CompilerServices;

// Scratch space on the stack is written before it is read; zeroing 512 bytes per message would cost more than a small
// message's encryption.
[module: SkipLocalsInit]
