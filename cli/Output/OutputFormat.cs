namespace JobScheduler.Cli.Output;

/// <summary>How data is written.</summary>
internal enum OutputFormat
{
    /// <summary>For people.</summary>
    Table,

    /// <summary>As the API answers, indented.</summary>
    Json,

    /// <summary>The same as YAML.</summary>
    Yaml,
}
