// The Aead cases once more, through the function pointers of the published shared library: beside aead/... they tell what
// the C boundary and compilation ahead of time cost.

using PerfLab.Sealing.Ciphers;
using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Contract;
using PerfLab.Sealing.Packages.Aead;

namespace PerfLab.Cases;

/// <summary>native/suite/operation/none/size. There are none unless <see cref="NativeSsp.PathVariable"/> is set.</summary>
internal static class NativeCases
{
    private const int SecretSize = 32;
    private const int TokenSize = 32;

    private static readonly int[] Sizes = [64, 1024, 16 * 1024];

    /// <summary>All of them.</summary>
    public static IEnumerable<Case> All() => NativeSsp.Path is null ? [] :
        from suite in AeadSuite.All
        where AeadCiphers.Tiers(suite.Algorithm).Count > 0
        from operation in new[] { "seal", "roundtrip" }
        from size in Sizes
        select new Case($"native/{suite.Name}/{operation}/none/{MessageSize.Format(size)}", size, () => Prepare(suite, operation, size));

    private static Action<long> Prepare(AeadSuite suite, string operation, int size)
    {
        var loop = new Loop(suite, size);
        loop.Check();
        return operation == "seal" ? loop.Seal : loop.Roundtrip;
    }

    private sealed unsafe class Loop
    {
        private readonly NativeSsp _ssp = NativeSsp.Load();
        private readonly ContractMessage _message;
        private readonly byte[] _plaintext;
        private readonly nuint _sender;
        private readonly nuint _receiver;

        public Loop(AeadSuite suite, int size)
        {
            _plaintext = Inputs.Bytes(size).ToArray();
            _message = new ContractMessage(TokenSize, _plaintext);
            _sender = _ssp.Open(Options(suite, SealRole.Initiator));
            _receiver = _ssp.Open(Options(suite, SealRole.Acceptor));
        }

        /// <summary>What is sealed differs from the plaintext and comes back.</summary>
        public void Check()
        {
            ContractPair.Require(_ssp.Seal(_sender, 0, _message.Descriptor, 0), "SealMessage");
            bool changed = !_message.Data.SequenceEqual(_plaintext);
            ContractPair.Require(_ssp.Unseal(_receiver, _message.Descriptor, 0, null), "UnsealMessage");
            if (!changed || !_message.Data.SequenceEqual(_plaintext))
            {
                throw new CaseFailedException("The library does not give back what it sealed.");
            }
        }

        public void Seal(long operations)
        {
            NtStatus status = 0;
            for (long i = 0; i < operations; i++)
            {
                _message.ResetToken();
                status |= _ssp.Seal(_sender, 0, _message.Descriptor, 0);
            }

            ContractPair.Require(status, "SealMessage");
        }

        public void Roundtrip(long operations)
        {
            NtStatus status = 0;
            for (long i = 0; i < operations; i++)
            {
                _message.ResetToken();
                status |= _ssp.Seal(_sender, 0, _message.Descriptor, 0);
                status |= _ssp.Unseal(_receiver, _message.Descriptor, 0, null);
            }

            ContractPair.Require(status, "SealMessage or UnsealMessage");
        }

        private static AeadContextOptions Options(AeadSuite suite, SealRole role) => new()
        {
            Secret = Inputs.Bytes(SecretSize),
            Role = role,
            Flags = ContextFlags.Integrity | ContextFlags.Confidentiality,
            Suites = [suite.Algorithm],
        };
    }
}
