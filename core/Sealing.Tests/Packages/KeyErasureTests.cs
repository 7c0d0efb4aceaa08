using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using PerfLab.Sealing.Ciphers;
using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Contract;
using PerfLab.Sealing.Packages.Aead;
using PerfLab.Sealing.Packages.Kerberos;
using PerfLab.Sealing.Packages.Ntlm;
using PerfLab.Sealing.Tests.Support;

namespace PerfLab.Sealing.Tests.Packages;

/// <summary>After a context is deleted, neither the secret it was made from nor anything its kernels computed from it (round
/// keys, hash powers) is left anywhere in the process.</summary>
[Collection(AloneCollection.Name)]
public class KeyErasureTests
{
    public static TheoryData<string> Contexts() =>
    [
        .. Enum.GetValues<AeadAlgorithm>().Where(suite => suite != AeadAlgorithm.None && AeadCiphers.Tiers(suite).Count > 0).Select(suite => suite.ToString()),
        "kerberos",
        "ntlm",
    ];

    [Theory]
    [MemberData(nameof(Contexts))]
    public void Nothing_of_a_deleted_context_is_left(string name)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The scan reads /proc/self/mem.");
        OverwriteDeadValues(name);
        var scan = new MemoryScan();
        SealContext context = Use(name, scan);

        // The scan sees what there is to see.
        Assert.NotEmpty(scan.Find());
        context.Dispose();
        OverwriteDeadValues(name);
        List<string> left = scan.Find();
        Assert.True(left.Count == 0, string.Join(Environment.NewLine, left));
    }

    // Every call leaves values on the stack and in registers behind it, and later calls overwrite them: these, and the same
    // work with another key. All of it is also done once before, because what has to be compiled or linked first makes the
    // runtime save all registers, the last key's with them, deeper on the stack than this reaches.
    private static void OverwriteDeadValues(string name)
    {
        OverwriteDeadStack();
        Use(name, new MemoryScan()).Dispose();
    }

    // Optimized from the start too: a call out of its unoptimized form left the registers of the last key below its own end.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void OverwriteDeadStack()
    {
        Span<byte> dead = stackalloc byte[512 * 1024];
        dead.Fill(0xEE);
    }

    // Optimized from the start: a loop that the runtime replaces while it runs leaves a copy of all registers behind.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static SealContext Use(string name, MemoryScan scan)
    {
        byte[] key = GC.AllocateArray<byte>(32, pinned: true);
        RandomNumberGenerator.Fill(key);
        SealContext context = name switch
        {
            "kerberos" => new KerberosContext(new() { Role = SealRole.Initiator, EncryptionType = KerberosEncryptionType.Aes256Sha1, Key = key }),
            "ntlm" => new NtlmContext(new() { Role = SealRole.Initiator, Flags = ContextFlags.Integrity | ContextFlags.Confidentiality | ContextFlags.Connection, SessionKey = key.AsMemory(0, 16) }),
            _ => new AeadContext(new() { Role = SealRole.Initiator, Secret = key, Suites = [Enum.GetValues<AeadAlgorithm>().Single(suite => suite.ToString() == name)] }),
        };
        // Of zeroes the ciphertext would be the key stream.
        for (int size = 0; size < 2000; size += 61)
        {
            Assert.Equal(NtStatus.Success, context.Seal(new byte[128], RandomNumberGenerator.GetBytes(size), out _));
            SealMessage[] batch = [.. Enumerable.Range(0, 8).Select(_ => new SealMessage { Context = context, Token = new byte[128], Data = RandomNumberGenerator.GetBytes(size) })];
            SealBatch.Seal(batch);
        }

        scan.Remember(key, "secret");
        int keyBytes = scan.RememberKeysOf(context, name);
        Assert.True(keyBytes > 0);
        CryptographicOperations.ZeroMemory(key);
        return context;
    }
}
