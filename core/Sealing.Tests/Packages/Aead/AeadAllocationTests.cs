using PerfLab.Sealing.Ciphers;
using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Contract;
using PerfLab.Sealing.Sspi;
using PerfLab.Sealing.Tests.Support;

namespace PerfLab.Sealing.Tests.Packages.Aead;

/// <summary>Not one byte per message, for every operation, door, suite and size.</summary>
public sealed unsafe class AeadAllocationTests
{
    private const int Messages = 200;

    public static TheoryData<AeadAlgorithm, int> SuitesAndSizes()
    {
        var data = new TheoryData<AeadAlgorithm, int>();
        foreach (AeadAlgorithm suite in Enum.GetValues<AeadAlgorithm>().Where(suite => suite != AeadAlgorithm.None && AeadCiphers.Tiers(suite).Count > 0))
        {
            foreach (int size in (int[])[0, 16, 1000, 70_000])
            {
                data.Add(suite, size);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(SuitesAndSizes))]
    public void NoOperation_Allocates(AeadAlgorithm suite, int size)
    {
        using var pair = new AeadPair(
            ContextFlags.Integrity | ContextFlags.Confidentiality | ContextFlags.ReplayDetect, suites: [suite]);
        using var buffers = new Descriptor();
        buffers.Add(SecBufferType.Data | SecBufferType.ReadOnlyWithChecksum, new byte[24]);
        buffers.Add(SecBufferType.Data, new byte[size]);
        buffers.Add(SecBufferType.Data | SecBufferType.ReadOnlyWithChecksum, new byte[8]);
        buffers.Add(SecBufferType.Token, new byte[32]);
        byte[] token = new byte[32];
        byte[] data = new byte[size];
        byte[] associated = new byte[16];

        AssertNoAllocation(() =>
        {
            Check(SealProvider.SpSealMessage(pair.ClientHandle, 0, buffers.Pointer, 1));
            Check(SealProvider.SpUnsealMessage(pair.ServerHandle, buffers.Pointer, 1, null));
            Check(SealProvider.SpSealMessage(pair.ClientHandle, 0x80000001, buffers.Pointer, 1));
            Check(SealProvider.SpUnsealMessage(pair.ServerHandle, buffers.Pointer, 1, null));
            Check(SealProvider.SpMakeSignature(pair.ClientHandle, 0, buffers.Pointer, 1));
            Check(SealProvider.SpVerifySignature(pair.ServerHandle, buffers.Pointer, 1, null));
            Check(pair.Client.Seal(token, data, out _, associated));
            Check(pair.Server.Unseal(token, data, out _, associated));
            Check(pair.Client.Sign(token, data, out _));
            Check(pair.Server.Verify(token, data, out _));
        });
    }

    [Fact]
    public void Batches_DoNotAllocate()
    {
        using var pair = new AeadPair();
        SealMessage[] batch = [.. Enumerable.Range(0, 33).Select(i => new SealMessage
        {
            Token = new byte[32],
            Data = new byte[i * 20],
            AssociatedData = new byte[i % 2 * 16],
        })];
        AssertNoAllocation(() =>
        {
            Run(pair.Client, SealBatch.Seal);
            Run(pair.Server, SealBatch.Unseal);
        });

        void Run(SealContext context, Action<Span<SealMessage>> run)
        {
            for (int i = 0; i < batch.Length; i++)
            {
                batch[i].Context = context;
            }

            run(batch);
            for (int i = 0; i < batch.Length; i++)
            {
                Check(batch[i].Status);
            }
        }
    }

    // The smallest of several rounds: tiering may allocate on this thread once, a message that allocates does so always.
    private static void AssertNoAllocation(Action round)
    {
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 5 && least != 0; attempt++)
        {
            round();
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < Messages; i++)
            {
                round();
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    private static void Check(NtStatus status)
    {
        if (status != NtStatus.Success)
        {
            Assert.Fail($"{status}");
        }
    }
}
