using Microsoft.AspNetCore.Builder;

namespace JobScheduler.Tests.Http;

/// <summary>The API over the real scheduler on a SQLite file of its own.</summary>
public sealed class RealHttpTarget : HttpTarget, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("jobscheduler-http-");

    public void Dispose() => _folder.Delete(recursive: true);

    protected override void AddScheduler(WebApplicationBuilder builder) =>
        builder.Services.AddJobScheduler().AddHttp().UseSqlite(Path.Combine(_folder.FullName, "jobs.db"));
}
