using PerfLab.Sealing.Ciphers;
using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Contract;
using PerfLab.Sealing.Packages;
using PerfLab.Sealing.Packages.Aead;
using PerfLab.Sealing.Packages.Kerberos;
using PerfLab.Sealing.Packages.Ntlm;

namespace PerfLab.Sealing.Tests.Packages;

public class PackedContextTests
{
    private const int HeaderSize = 32;

    private static readonly byte[] s_message = [.. "A message that both ends know."u8];
    private static readonly byte[] s_key = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    // One row per package: the options of a role.
    private static readonly Dictionary<string, Func<SealRole, SealContextOptions>> s_packages = new()
    {
        ["aead"] = role => new AeadContextOptions
        {
            Role = role,
            Flags = ContextFlags.Integrity | ContextFlags.Confidentiality | ContextFlags.SequenceDetect,
            Secret = s_key,
            Suites = [AeadAlgorithm.Aes128Gcm, AeadAlgorithm.Aes256Gcm],
        },
        ["kerberos"] = role => new KerberosContextOptions
        {
            Role = role,
            Flags = ContextFlags.Integrity | ContextFlags.Confidentiality | ContextFlags.ReplayDetect | ContextFlags.DceStyle,
            EncryptionType = KerberosEncryptionType.Aes256Sha384,
            Key = s_key,
            AcceptorSubkey = s_key.Reverse().ToArray(),
            SendNumber = 1000,
            ReceiveNumber = 1000,
        },
        ["ntlm"] = role => new NtlmContextOptions { Role = role, SessionKey = s_key.AsMemory(0, 16) },
        ["ntlm-datagram"] = role => new NtlmContextOptions
        {
            Role = role,
            Flags = ContextFlags.Integrity | ContextFlags.Confidentiality | ContextFlags.Datagram | ContextFlags.ReplayDetect,
            SessionKey = s_key.AsMemory(0, 16),
        },
    };

    public static TheoryData<string> Packages => [.. s_packages.Keys];

    [Theory]
    [MemberData(nameof(Packages))]
    public void Imported_contexts_speak_to_each_other_and_to_made_ones(string package)
    {
        using SealContext client = Import(Pack(package, SealRole.Initiator));
        using SealContext server = Import(Pack(package, SealRole.Acceptor));
        Exchange(client, server);
        Exchange(server, client);
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Header_fields_come_back(string package)
    {
        DateTimeOffset start = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
        SealContextOptions options = s_packages[package](SealRole.Acceptor) with { Start = start, Expiry = start.AddYears(40) };
        using SealContext context = Import(PackedContext.Pack(options));
        Assert.Equal(SealRole.Acceptor, context.Role);
        Assert.Equal(options.Flags, context.Flags);
        Assert.Equal(options.Start, context.Start);
        Assert.Equal(options.Expiry, context.Expiry);
        using SealContext endless = Import(PackedContext.Pack(options with { Expiry = DateTimeOffset.MaxValue }));
        Assert.Equal(DateTimeOffset.MaxValue, endless.Expiry);
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Handed_over_state_goes_on_and_the_old_context_stops(string package)
    {
        using SealContext client = Import(Pack(package, SealRole.Initiator));
        using SealContext server = Import(Pack(package, SealRole.Acceptor));
        for (int i = 0; i < 5; i++)
        {
            Exchange(client, server);
            Exchange(server, client);
        }

        Assert.Equal(NtStatus.Success, PackedContext.Export(client, ExportFlags.None, out byte[]? packed));
        using SealContext moved = Import(packed!);
        Exchange(moved, server);
        Exchange(server, moved);

        Assert.Equal(NtStatus.InvalidHandle, client.Seal(new byte[100], new byte[3], out _));
        Assert.Equal(NtStatus.InvalidHandle, client.Sign(new byte[100], new byte[3], out _));
        Assert.Equal(NtStatus.InvalidHandle, PackedContext.Export(client, ExportFlags.None, out _));
        Assert.Equal(NtStatus.InvalidHandle, PackedContext.Export(client, ExportFlags.ResetNew, out _));
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Restarted_contexts_have_keys_of_their_own_and_the_old_ones_go_on(string package)
    {
        using SealContext client = Import(Pack(package, SealRole.Initiator));
        using SealContext server = Import(Pack(package, SealRole.Acceptor));
        Exchange(client, server);
        using SealContext client1 = Restart(client);
        using SealContext client2 = Restart(client);
        using SealContext server1 = Restart(server);
        using SealContext server2 = Restart(server);
        Exchange(client1, server1);
        Exchange(server1, client1);
        Exchange(client2, server2);
        Exchange(client, server);

        // First messages of the first and the second restart: no state in common.
        using SealContext other = Restart(server);
        byte[] token = new byte[other.Sizes.SecurityTrailer];
        byte[] data = [.. s_message];
        Assert.Equal(NtStatus.Success, Restart(client).Seal(token, data, out int length));
        using SealContext wrong = Import(Pack(package, SealRole.Acceptor));
        Assert.Equal(NtStatus.MessageAltered, wrong.Unseal(token.AsSpan(0, length), data, out _));
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void DELETE_OLD_deletes_and_TO_KERNEL_is_refused(string package)
    {
        using SealContext context = Import(Pack(package, SealRole.Initiator));
        Assert.Equal(NtStatus.NotSupported, PackedContext.Export(context, ExportFlags.ToKernel, out _));
        Assert.Equal(NtStatus.NotSupported, PackedContext.Export(context, (ExportFlags)8, out _));
        Assert.Equal(NtStatus.Success, PackedContext.Export(context, ExportFlags.ResetNew | ExportFlags.DeleteOld, out _));
        Assert.Equal(NtStatus.InvalidHandle, context.Sign(new byte[100], new byte[3], out _));
        Assert.Equal(NtStatus.InvalidHandle, PackedContext.Export(context, ExportFlags.None, out _));
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Truncated_and_longer_bytes_are_refused(string package)
    {
        byte[] packed = Pack(package, SealRole.Initiator);
        for (int length = 0; length < packed.Length; length++)
        {
            Assert.Equal(NtStatus.InvalidParameter, PackedContext.Import(packed.AsSpan(0, length), out _));

            // The same with a length field that agrees.
            byte[] cut = packed[..length];
            if (length >= HeaderSize)
            {
                cut[8] = (byte)length;
                cut[9] = (byte)(length >> 8);
            }

            Assert.Equal(NtStatus.InvalidParameter, PackedContext.Import(cut, out _));
        }

        Assert.Equal(NtStatus.InvalidParameter, PackedContext.Import([.. packed, 0], out _));
    }

    // Keys and numbers may be anything, so a flipped bit may still be a context; it is never an exception.
    [Theory]
    [MemberData(nameof(Packages))]
    public void A_flipped_bit_is_a_status_or_another_context(string package)
    {
        byte[] packed = Pack(package, SealRole.Initiator);
        int refused = 0;
        for (int bit = 0; bit < packed.Length * 8; bit++)
        {
            packed[bit / 8] ^= (byte)(1 << bit % 8);
            NtStatus status = PackedContext.Import(packed, out SealContext? context);
            Assert.True(status is NtStatus.Success or NtStatus.InvalidParameter or NtStatus.NotSupported, $"bit {bit}: {status}");
            Assert.Equal(status == NtStatus.Success, context is not null);
            refused += status == NtStatus.Success ? 0 : 1;
            Use(context);
            packed[bit / 8] ^= (byte)(1 << bit % 8);

            // Magic, version, role's upper bits and length leave no choice.
            Assert.True(bit >= 56 || status != NtStatus.Success, $"bit {bit}");
            Assert.True(bit is < 64 or >= 96 || status == NtStatus.InvalidParameter, $"bit {bit}");
        }

        Assert.True(refused > 100);
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Random_and_extreme_bytes_are_a_status(string package)
    {
        var random = new Random(4);
        for (int round = 0; round < 3000; round++)
        {
            byte[] packed = Pack(package, SealRole.Initiator);
            int at = random.Next(packed.Length - 1);
            int count = random.Next(1, Math.Min(9, packed.Length - at));
            packed.AsSpan(at, count).Fill((byte)(random.Next(3) switch { 0 => 0xFF, 1 => 0, _ => random.Next(256) }));
            PackedContext.Import(packed, out SealContext? context);
            Use(context);
        }
    }

    private static byte[] Pack(string package, SealRole role) => PackedContext.Pack(s_packages[package](role));

    private static SealContext Import(byte[] packed)
    {
        Assert.Equal(NtStatus.Success, PackedContext.Import(packed, out SealContext? context));
        return context!;
    }

    private static SealContext Restart(SealContext context)
    {
        Assert.Equal(NtStatus.Success, PackedContext.Export(context, ExportFlags.ResetNew, out byte[]? packed));
        return Import(packed!);
    }

    // A context from damaged bytes must answer with statuses.
    private static void Use(SealContext? context)
    {
        using (context)
        {
            context?.Seal(new byte[128], new byte[5], out _);
            context?.Verify(new byte[32], new byte[5], out _);
        }
    }

    private static uint s_number;

    // Only datagram contexts look at the number.
    private static void Exchange(SealContext from, SealContext to)
    {
        uint number = from.Flags.HasFlag(ContextFlags.Datagram) ? Interlocked.Add(ref s_number, 2) : 0;
        byte[] token = new byte[from.Sizes.SecurityTrailer];
        byte[] data = [.. s_message];
        Assert.Equal(NtStatus.Success, from.Seal(token, data, out int length, sequenceNumber: number));
        Assert.NotEqual(s_message, data);
        Assert.Equal(NtStatus.Success, to.Unseal(token.AsSpan(0, length), data, out _, sequenceNumber: number));
        Assert.Equal(s_message, data);
        number += number == 0 ? 0u : 1;
        Assert.Equal(NtStatus.Success, from.Sign(token, data, out length, sequenceNumber: number));
        Assert.Equal(NtStatus.Success, to.Verify(token.AsSpan(0, length), data, out _, number));
    }
}
