// The accepting side of NegotiateStream's handshake (MS-NNS section 2.2.1): frames of state (1 byte: 0x16 going on, 0x14
// done), version 1.0 (2 bytes) and length (2 bytes, big-endian), each with a SPNEGO token.

using System.Buffers.Binary;
using PerfLab.Sealing.Packages.Kerberos;

namespace PerfLab.Sealing.Tests.Support;

/// <summary>Accepts a NegotiateStream client by MIT krb5 and hands its keys over.</summary>
internal static class NegotiateStreamServer
{
    private const int HeaderSize = 5;
    private const byte GoingOn = 0x16;
    private const byte Done = 0x14;

    /// <summary>Completes the handshake; what follows on the stream are data frames.</summary>
    internal static async Task<KerberosContext> AcceptAsync(Stream stream, CancellationToken cancellation)
    {
        var header = new byte[HeaderSize];
        await stream.ReadExactlyAsync(header, cancellation);
        Assert.Equal([GoingOn, 1, 0], header[..3]);
        var token = new byte[BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(3))];
        await stream.ReadExactlyAsync(token, cancellation);
        KerberosContextOptions options = GssAcceptor.Accept(GssLibrary.Mit!, token, out byte[] answer);

        byte[] frame = [Done, 1, 0, (byte)(answer.Length >> 8), (byte)answer.Length, .. answer];
        await stream.WriteAsync(frame, cancellation);
        return new KerberosContext(options);
    }
}
