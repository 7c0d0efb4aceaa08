using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Kernels;

namespace PerfLab.Sealing.Tests.Support;

/// <summary>Looks for secrets in all readable memory of this process (Linux). It knows them only under a mask, so that it never
/// finds itself.</summary>
internal sealed partial class MemoryScan
{
    private const ulong Mask = 0x5AC3_96E1_0F87_D24B;
    private const int Step = 8;

    private readonly Dictionary<ulong, string> _masked = [];
    private readonly bool[] _first = new bool[1 << 16];

    /// <summary>Remembers every 8 bytes of a secret.</summary>
    internal void Remember(ReadOnlySpan<byte> secret, string name)
    {
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(secret);
        for (int i = 0; i < words.Length; i++)
        {
            // Counter words, zeroes and the like are no secrets.
            if (HasEightValues(secret.Slice(Step * i, Step)))
            {
                _masked[words[i] ^ Mask] = $"{name}+{Step * i}";
                _first[(ushort)(words[i] ^ Mask)] = true;
            }
        }
    }

    /// <summary>Remembers all native key memory that a context owns. Returns how many bytes.</summary>
    internal int RememberKeysOf(SealContext context, string name)
    {
        int bytes = 0;
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        Visit(context, name);
        return bytes;

        void Visit(object? value, string path)
        {
            if (value is null or string or Delegate or Type || !seen.Add(value))
            {
                return;
            }

            if (value is KeyMemory memory)
            {
                Remember(memory.Span, path);
                bytes += memory.Span.Length;
            }
            else if (value is object?[] items)
            {
                Array.ForEach(items, item => Visit(item, path));
            }
            else if (value.GetType().Assembly == typeof(SealContext).Assembly)
            {
                for (Type? type = value.GetType(); type is not null; type = type.BaseType)
                {
                    foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly).Where(field => !field.FieldType.IsPointer))
                    {
                        Visit(field.GetValue(value), $"{path}.{field.Name}");
                    }
                }
            }
        }
    }

    /// <summary>Where the secrets are found.</summary>
    internal List<string> Find()
    {
        var found = new List<string>();
        using SafeFileHandle memory = File.OpenHandle("/proc/self/mem");
        byte[] buffer = new byte[1 << 20];
        foreach (string line in File.ReadAllLines("/proc/self/maps"))
        {
            string[] parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            long[] range = [.. parts[0].Split('-').Select(text => unchecked((long)ulong.Parse(text, NumberStyles.HexNumber)))];
            if (parts[1][0] != 'r' || parts[^1] is "[vvar]" or "[vsyscall]" or "[vvar_vclock]")
            {
                continue;
            }

            // Pieces overlap, so that no word lies across two of them unseen.
            for (long at = range[0]; at < range[1]; at += buffer.Length - Step + 1)
            {
                int length = Read(memory, buffer.AsSpan(0, (int)Math.Min(buffer.Length, range[1] - at)), at);
                Look(buffer.AsSpan(0, length), at, line, found);
            }
        }

        return found;
    }

    private void Look(ReadOnlySpan<byte> bytes, long address, string region, List<string> found)
    {
        for (int i = 0; i + Step <= bytes.Length; i++)
        {
            ulong masked = MemoryMarshal.Read<ulong>(bytes[i..]) ^ Mask;
            if (_first[(ushort)masked] && _masked.TryGetValue(masked, out string? name))
            {
                found.Add($"{name} at {address + i:x} in {region}");
            }
        }
    }

    // Not a method that throws where nothing can be read: the runtime saves all registers on the heap for an exception, and
    // they may still hold what a kernel left in them.
    private static int Read(SafeFileHandle memory, Span<byte> buffer, long address) =>
        (int)Math.Max(0, ReadAt(memory, ref MemoryMarshal.GetReference(buffer), buffer.Length, address));

    [LibraryImport("libc", EntryPoint = "pread")]
    private static partial nint ReadAt(SafeFileHandle file, ref byte buffer, nint count, long offset);

    private static bool HasEightValues(ReadOnlySpan<byte> bytes)
    {
        for (int i = 1; i < bytes.Length; i++)
        {
            if (bytes[..i].Contains(bytes[i]))
            {
                return false;
            }
        }

        return true;
    }
}
