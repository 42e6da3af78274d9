namespace JobScheduler.FaultTest;

/// <summary>One kind of fault that is injected, with what must hold in spite of it.</summary>
internal interface IFault
{
    /// <summary>As <c>--only</c> takes it.</summary>
    string Name { get; }

    /// <summary>Injects it and says what became of the work. An exception counts as a broken promise.</summary>
    /// <param name="options">What the command line set.</param>
    /// <param name="folder">A folder of its own, empty; deleted afterwards if all was well.</param>
    Task<FaultResult> RunAsync(FaultOptions options, string folder);
}
