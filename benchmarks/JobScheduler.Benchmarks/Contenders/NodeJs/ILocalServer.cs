namespace JobScheduler.Benchmarks.Contenders.NodeJs;

/// <summary>A database server of the run's own, which lies in the run's folder and ends with it.</summary>
internal interface ILocalServer : IAsyncDisposable
{
    /// <summary>Its settings that matter, stated beside the figures.</summary>
    string Settings { get; }

    /// <summary>Null when its programs are on this machine, else what is missing.</summary>
    string? Missing();

    /// <summary>Starts it and returns how its clients connect.</summary>
    Task<object> StartAsync(string folder);
}
