using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PerfLab.Cases;

namespace PerfLab.Lab.Peers;

/// <summary>Both ends of a TLS 1.3 connection with TLS_AES_256_GCM_SHA384 and a certificate made for the occasion.</summary>
internal static class TlsPair
{
    private const string Host = "localhost";

    private static readonly Lazy<X509Certificate2> s_certificate = new(MakeCertificate);

    public static async Task<(SslStream Client, SslStream Server)> ConnectAsync(Stream clientTransport, Stream serverTransport)
    {
        var client = new SslStream(clientTransport);
        var server = new SslStream(serverTransport);
        var suites = OperatingSystem.IsLinux() ? new CipherSuitesPolicy([TlsCipherSuite.TLS_AES_256_GCM_SHA384]) : null;
        await Task.WhenAll(
            server.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
            {
                ServerCertificate = s_certificate.Value,
                EnabledSslProtocols = SslProtocols.Tls13,
                CipherSuitesPolicy = suites,
            }),
            client.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = Host,
                EnabledSslProtocols = SslProtocols.Tls13,
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { s_certificate.Value },
                    RevocationMode = X509RevocationMode.NoCheck,
                },
            }));
        return client.NegotiatedCipherSuite == TlsCipherSuite.TLS_AES_256_GCM_SHA384
            ? (client, server)
            : throw new CaseFailedException($"TLS chose {client.NegotiatedCipherSuite}.");
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={Host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(Host);
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = DateTimeOffset.UtcNow;
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
