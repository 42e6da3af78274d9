using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using JobScheduler.Grains.Storage;

namespace JobScheduler.Stores.Cassandra.Connection;

/// <summary>The driver's TLS options, and how a node's certificate is judged.</summary>
internal static class TlsSettings
{
    /// <summary>Reads the authorities and makes the options.</summary>
    /// <exception cref="StoreOpenException">The file of authorities cannot be read.</exception>
    public static SSLOptions Create(CassandraTlsOptions options)
    {
        var authorities = options.CaFile.Length == 0 ? null : Read(options.CaFile);
        return new SSLOptions(SslProtocols.None, checkCertificateRevocation: false, (_, certificate, chain, errors) => IsTrusted(options, authorities, certificate, chain, errors))
            .SetHostNameResolver(address => options.ServerName.Length > 0 ? options.ServerName : address.ToString());
    }

    private static X509Certificate2Collection Read(string file)
    {
        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(file);
            return authorities.Count > 0 ? authorities : throw new StoreOpenException($"The file {file} (JobScheduler:Cassandra:Tls:CaFile) has no certificate in it.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new StoreOpenException($"The file {file} (JobScheduler:Cassandra:Tls:CaFile) cannot be read: {failure.Message}", failure);
        }
    }

    private static bool IsTrusted(
        CassandraTlsOptions options, X509Certificate2Collection? authorities, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
            return false;
        if (options.CheckHostName && errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return false;
        if (authorities is null)
            return !errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors);
        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.AddRange(authorities);
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        foreach (var element in chain?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
            own.ChainPolicy.ExtraStore.Add(element.Certificate);
        using var leaf = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return own.Build(leaf);
    }
}
