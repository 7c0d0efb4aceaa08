// One direction of an NTLM context: its numbers and its key stream, which move together under one lock (MS-NLMP 3.4.4).
//
//   connection  SeqNum counts up by one with every message and the key stream runs on from message to message. The
//               receiver takes exactly the next number; any other is answered before anything moves.
//   datagram    the caller numbers the messages, and every message has a key stream of its own. A number is sealed or
//               signed with once only, since a second time would use a key stream twice.
//
// In connection mode a sealed message that fails its check has used key stream, and nothing tells whether the sender did
// the same: the direction is closed, and every later message is answered with ContextExpired. A signature that fails
// moves nothing. Numbers end before 2^32 - 1: that number stands for a closed direction.

using System.Diagnostics;
using PerfLab.Sealing.Ciphers;
using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Contract;

namespace PerfLab.Sealing.Packages.Ntlm;

internal sealed class NtlmDirection : IDisposable
{
    /// <summary>No message has this number: the direction is closed.</summary>
    internal const uint Closed = uint.MaxValue;

    private readonly Lock _lock = new();
    private readonly Rc4HmacMd5 _keys;
    private readonly SequenceWindow? _datagrams;
    private uint _next;
    private bool _hasEncrypted;

    /// <summary>Starts a direction.</summary>
    /// <param name="keys">Its keys; disposed with it.</param>
    /// <param name="next">SeqNum of the first message.</param>
    /// <param name="datagrams">Takes the numbers in datagram mode; null in connection mode.</param>
    internal NtlmDirection(Rc4HmacMd5 keys, uint next, SequenceWindow? datagrams)
    {
        _keys = keys;
        _next = next;
        _datagrams = datagrams;
    }

    /// <summary>Writes the signature of a message, and encrypts its data.</summary>
    /// <param name="buffers">The message; its token has room for a signature.</param>
    /// <param name="encrypts">False leaves the data in clear.</param>
    /// <param name="number">SeqNum in datagram mode; on return the one that was used.</param>
    internal NtStatus Send(ref MessageBuffers buffers, bool encrypts, ref uint number)
    {
        Debug.Assert(buffers.Token.Length >= NtlmSignature.Size);
        lock (_lock)
        {
            if (_next == Closed || (_datagrams is not null && number == Closed))
            {
                return NtStatus.ContextExpired;
            }

            if (_datagrams is null)
            {
                number = _next++;
            }
            else if (_datagrams.Accept(number) != NtStatus.Success)
            {
                return NtStatus.OutOfSequence;
            }
            else
            {
                _keys.StartStream(number);
            }

            _keys.Begin(number);
            for (int i = 0; i < buffers.SegmentCount; i++)
            {
                if (encrypts && i == buffers.DataSegment)
                {
                    _keys.Encrypt(buffers.Data);
                }
                else
                {
                    _keys.Authenticate(buffers.Segment(i));
                }
            }

            new NtlmSignature(NtlmSignature.KnownVersion, _keys.Finish(), number).Write(buffers.Token);
            _keys.PassChecksum();
            _hasEncrypted |= encrypts;
            buffers.TokenWritten = NtlmSignature.Size;
            return NtStatus.Success;
        }
    }

    /// <summary>Checks the signature of a message, after decrypting its data.</summary>
    /// <param name="token">The signature.</param>
    /// <param name="buffers">The message.</param>
    /// <param name="data">What is decrypted in the place of the DATA segment; empty to verify only.</param>
    /// <param name="decrypts">False for a message in clear.</param>
    /// <param name="number">SeqNum expected in datagram mode; 0 for any.</param>
    internal NtStatus Receive(in NtlmSignature token, in MessageBuffers buffers, Span<byte> data, bool decrypts, uint number)
    {
        lock (_lock)
        {
            if (_next == Closed)
            {
                return NtStatus.ContextExpired;
            }

            if (_datagrams is null ? token.Number != _next : number != 0 && token.Number != number)
            {
                return NtStatus.OutOfSequence;
            }

            if (_datagrams is not null)
            {
                _keys.StartStream(token.Number);
            }

            _hasEncrypted |= decrypts;
            if (!IsAuthentic(token, buffers, data, decrypts))
            {
                _next = _datagrams is null && decrypts ? Closed : _next;
                return NtStatus.MessageAltered;
            }

            _keys.PassChecksum();
            if (_datagrams is not null)
            {
                return _datagrams.Accept(token.Number);
            }

            _next++;
            return NtStatus.Success;
        }
    }

    /// <summary>False when the key stream has encrypted data or is none of the whole direction.</summary>
    internal bool CanRestartStream => !_hasEncrypted && _datagrams is null;

    /// <summary>Puts the key stream back to its beginning, leaving the number.</summary>
    internal void RestartStream()
    {
        lock (_lock)
        {
            _keys.RestartStream();
        }
    }

    /// <summary>The next number and where the key stream stands.</summary>
    internal (uint Next, byte[] Stream) Capture()
    {
        byte[] stream = new byte[Rc4HmacMd5.SavedStreamSize];
        lock (_lock)
        {
            _keys.SaveStream(stream);
            return (_datagrams is null ? _next : (uint)Math.Min(_datagrams.Next, Closed), stream);
        }
    }

    public void Dispose() => _keys.Dispose();

    private bool IsAuthentic(in NtlmSignature token, in MessageBuffers buffers, Span<byte> data, bool decrypts)
    {
        _keys.Begin(token.Number);
        for (int i = 0; i < buffers.SegmentCount; i++)
        {
            if (decrypts && i == buffers.DataSegment)
            {
                _keys.Decrypt(data);
            }
            else
            {
                _keys.Authenticate(buffers.Segment(i));
            }
        }

        // One comparison of two registers: nothing to time.
        return _keys.Finish() == token.Checksum;
    }
}
