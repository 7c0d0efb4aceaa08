// Messages through sealed pipes:
//
//   pipe/<framing>/<package>/memory/<size>          one message: written, flushed, sealed; received, unsealed, consumed
//   pipe/<framing>/<package>/memory-batch16/<size>  sixteen messages to a flush; time per message
//   pipe/none/<package>/memory/<size>               no pipe: a message sealed and unsealed in one buffer, in place; the bound
//
// Framings: length, negotiate-stream, sasl. Everything happens on one thread and in the ordered mode, as on a connection.

using PerfLab.Sealing.Ciphers;
using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Contract;
using PerfLab.Sealing.Packages.Aead;
using PerfLab.Sealing.Packages.Kerberos;
using PerfLab.Sealing.Pipelines;

namespace PerfLab.Cases;

/// <summary>The cases of sealed pipes.</summary>
internal static class PipeCases
{
    /// <summary>The packages of the cases, as their names spell them.</summary>
    internal const string Aead = "aead-aes-256-gcm";

    internal const string Kerberos = "kerberos-aes256-sha1";

    /// <summary>One message to a flush.</summary>
    internal const string Memory = "memory";

    /// <summary>Sixteen messages to a flush.</summary>
    internal const string MemoryBatch = "memory-batch16";

    private const int Batch = SealBatch.MaxRun;
    private const int SecretSize = 32;

    private static readonly int[] s_sizes = [64, 1024, 16 * 1024, 60 * 1024];

    /// <summary>All of them.</summary>
    public static IEnumerable<Case> All() =>
    [
        .. s_sizes.SelectMany(size => new[] { Piped("length", Aead, size, 1), Direct(Aead, size) }),
        .. new[] { 64, 1024 }.Select(size => Piped("length", Aead, size, Batch)),
        .. s_sizes.SelectMany(size => new[] { Piped("negotiate-stream", Kerberos, size, 1), Direct(Kerberos, size) }),
        .. new[] { 64, 1024 }.Select(size => Piped("negotiate-stream", Kerberos, size, Batch)),
        Piped("sasl", Kerberos, 1024, 1),
        Piped("negotiate-stream", Aead, 1024, 1),
    ];

    /// <summary>A context of a package in the ordered mode; the two roles understand each other.</summary>
    internal static SealContext Open(string package, SealRole role)
    {
        const ContextFlags Flags = ContextFlags.Integrity | ContextFlags.Confidentiality | ContextFlags.SequenceDetect;
        return package == Aead
            ? new AeadContext(new AeadContextOptions { Role = role, Flags = Flags, Secret = Inputs.Bytes(SecretSize), Suites = [AeadAlgorithm.Aes256Gcm] })
            : new KerberosContext(new KerberosContextOptions
            {
                Role = role,
                Flags = Flags,
                EncryptionType = KerberosEncryptionType.Aes256Sha1,
                Key = Inputs.Bytes(SecretSize),
            });
    }

    /// <summary>The framing of a name.</summary>
    internal static MessageFraming Framing(string name) => name switch
    {
        "negotiate-stream" => new NegotiateStreamFraming(),
        "sasl" => new SaslFraming(0xFFFFFF, 0xFFFFFF),
        _ => new LengthFraming(),
    };

    private static Case Piped(string framing, string package, int size, int batch) => new(
        $"pipe/{framing}/{package}/{(batch > 1 ? MemoryBatch : Memory)}/{MessageSize.Format(size)}",
        size,
        () =>
        {
            var connection = new MemoryConnection();
            var options = new SealedPipeOptions { Framing = Framing(framing) };
            var client = new SealedPipe(connection.Client, Open(package, SealRole.Initiator), options);
            var server = new SealedPipe(connection.Server, Open(package, SealRole.Acceptor), options);
            var loop = new PipeLoop(client.Output, server.Input, client.Output.EndMessage, size, batch);
            loop.Check();
            return loop.Run;
        });

    private static Case Direct(string package, int size) => new(
        $"pipe/none/{package}/{Memory}/{MessageSize.Format(size)}",
        size,
        () =>
        {
            SealContext client = Open(package, SealRole.Initiator);
            SealContext server = Open(package, SealRole.Acceptor);
            var token = new byte[client.Sizes.SecurityTrailer];
            byte[] message = Inputs.Bytes(size);
            RunDirect(3);
            if (!message.AsSpan().SequenceEqual(Inputs.Bytes(size)))
            {
                throw new CaseFailedException("What is unsealed is not what was sealed.");
            }

            return RunDirect;

            void RunDirect(long messages)
            {
                NtStatus status = NtStatus.Success;
                for (long i = 0; i < messages; i++)
                {
                    status |= client.Seal(token, message, out int length);
                    status |= server.Unseal(token.AsSpan(0, length), message, out _);
                }

                if (status != NtStatus.Success)
                {
                    throw new CaseFailedException($"A message was not sealed or not unsealed: {status}.");
                }
            }
        });
}
