using Xunit;

namespace JobScheduler.Tests.Deploy;

/// <summary>A test that lets kubectl build manifests, without a cluster; skipped, visibly, where there is none.</summary>
internal sealed class KubectlFactAttribute : FactAttribute
{
    public KubectlFactAttribute()
    {
        Timeout = 60_000;
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!folders.Any(f => File.Exists(Path.Combine(f, "kubectl"))))
            Skip = "No kubectl on the path.";
    }
}
