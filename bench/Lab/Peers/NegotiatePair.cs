using System.Net;
using System.Net.Security;
using System.Security.Principal;
using PerfLab.Cases;
using PerfLab.Sealing.Tests.Support;

namespace PerfLab.Lab.Peers;

/// <summary>Both ends of a NegotiateStream connection in a throw-away Kerberos realm.</summary>
internal static class NegotiatePair
{
    /// <summary>Why there is no realm here, or null.</summary>
    public static string? Absence =>
        OperatingSystem.IsLinux() && File.Exists("/usr/sbin/krb5kdc") ? null : ThrowAwayKdc.MissingReason;

    public static async Task<(NegotiateStream Client, NegotiateStream Server)> ConnectAsync(Stream clientTransport, Stream serverTransport)
    {
        _ = ThrowAwayKdc.Instance ?? throw new CaseFailedException(ThrowAwayKdc.MissingReason);
        var client = new NegotiateStream(clientTransport);
        var server = new NegotiateStream(serverTransport);
        await Task.WhenAll(
            server.AuthenticateAsServerAsync(),
            client.AuthenticateAsClientAsync(
                CredentialCache.DefaultNetworkCredentials, ThrowAwayKdc.Service, ProtectionLevel.EncryptAndSign, TokenImpersonationLevel.Identification));
        return client.IsEncrypted && client.RemoteIdentity.AuthenticationType == "Kerberos"
            ? (client, server)
            : throw new CaseFailedException("NegotiateStream did not choose Kerberos with encryption.");
    }
}
