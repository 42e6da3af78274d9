namespace JobScheduler;

/// <summary>Encryption of the connections to Cassandra, below <c>JobScheduler:Cassandra:Tls</c>.</summary>
public sealed class CassandraTlsOptions
{
    /// <summary>Whether connections are encrypted; all else here is ignored without it. Default false.</summary>
    public bool Enabled { get; set; }

    /// <summary>A PEM file with the authorities that are trusted instead of the machine's. Default empty: those of the machine.</summary>
    public string CaFile { get; set; } = "";

    /// <summary>Whether a node's certificate must name it. Default true; without it any certificate of a trusted authority will do.</summary>
    public bool CheckHostName { get; set; } = true;

    /// <summary>The name that all certificates have. Default empty: a certificate must name the node's address.</summary>
    public string ServerName { get; set; } = "";
}
