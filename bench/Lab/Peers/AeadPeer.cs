// A peer's AEAD, measured on the work that one message of the Aead package is: a new 12-, 16- or 32-byte nonce (fixed
// salt, counting number), 16 bytes of associated data, the payload, the tag. Key and buffers are hot, as they are in ours.

using System.Buffers.Binary;
using PerfLab.Cases;
using PerfLab.Sealing.Ciphers;

namespace PerfLab.Lab.Peers;

internal sealed class AeadPeer<TCipher>(string name, string note, string? absence) : Peer
    where TCipher : struct, IAeadPeerCipher<TCipher>
{
    public override string Name => name;

    public override string Note => note;

    public override string? Absence => absence;

    public override bool Offers(CaseTail tail) =>
        tail.Operation is "seal" or "unseal" && tail.Mode == "none" && AeadSuite.Find(tail.Suite) is { } suite && TCipher.Offers(suite);

    public override Action<long> Prepare(CaseTail tail)
    {
        var loop = new Loop(AeadSuite.Find(tail.Suite)!, tail.SizeBytes);
        loop.Check();
        return tail.Operation == "seal" ? loop.Seal : loop.Unseal;
    }

    private sealed class Loop
    {
        private const int AadSize = 16;

        private readonly TCipher _cipher;
        private readonly bool _copiesBack;
        private readonly byte[] _plaintext;
        private readonly byte[] _nonce;
        private readonly byte[] _aad = Inputs.Bytes(AadSize);
        private readonly byte[] _message;
        private readonly byte[] _sealed;
        private readonly byte[][] _tags;
        private ulong _counter;
        private long _turn;

        public Loop(AeadSuite suite, int size)
        {
            _cipher = TCipher.Create(suite, Inputs.Bytes(suite.Algorithm.KeySize()));
            _copiesBack = !suite.XorsKeystream;
            _plaintext = Inputs.Bytes(size);
            _nonce = new byte[suite.Algorithm.NonceSize()];
            _message = new byte[size + _cipher.TagSize];
            _plaintext.CopyTo(_message, 0);
            _cipher.Seal(_nonce, _aad, _message);
            _sealed = _cipher.Output(_message).ToArray();
            TCipher.Create(suite, Inputs.Bytes(suite.Algorithm.KeySize())).Seal(_nonce, _aad, _message); // BouncyCastle refuses a nonce twice
            _tags = [_sealed[size..], Tag.ToArray()];
            _sealed.CopyTo(_message, 0);
        }

        private Span<byte> Tag => _message.AsSpan(_plaintext.Length);

        public void Seal(long operations)
        {
            var counter = _nonce.AsSpan(_nonce.Length - sizeof(ulong));
            for (long i = 0; i < operations; i++)
            {
                BinaryPrimitives.WriteUInt64BigEndian(counter, ++_counter);
                _cipher.Seal(_nonce, _aad, _message);
            }
        }

        public void Unseal(long operations)
        {
            var authentic = true;
            for (long i = 0; i < operations; i++)
            {
                Restore();
                authentic &= _cipher.Unseal(_nonce, _aad, _message);
            }

            if (!authentic)
            {
                throw new CaseFailedException("The peer refused its own message.");
            }
        }

        public void Check()
        {
            if (!_cipher.Unseal(_nonce, _aad, _message) || !_cipher.Output(_message)[.._plaintext.Length].SequenceEqual(_plaintext))
            {
                throw new CaseFailedException("The peer does not unseal what it sealed.");
            }

            _sealed.CopyTo(_message, 0);
            Unseal(3);
            Unseal(2);
        }

        private void Restore()
        {
            if (_copiesBack)
            {
                _sealed.CopyTo(_message, 0);
            }
            else if (TCipher.IsInPlace)
            {
                _tags[_turn++ & 1].CopyTo(Tag);
            }
        }
    }
}
