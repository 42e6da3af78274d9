using System.Net.Sockets;
using JobScheduler.Grains.Storage;
using JobScheduler.Silo;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Xunit;

namespace JobScheduler.Tests.Hosting;

public sealed class SiloTests
{
    [Theory]
    [InlineData("silo/bin/Embedded/Release/net10.0", true)]
    [InlineData("silo/bin/Embedded/Release/net10.0/publish", false)]
    [InlineData("tests/JobScheduler.Tests/bin/Embedded/Debug/net10.0", false)]
    [InlineData("silo", false)]
    public void Checkout_OnlyTheSilosBuildOutput_IsOne(string folder, bool isOne)
    {
        var program = Path.Combine(Checkout.Root, folder) + Path.DirectorySeparatorChar;
        Assert.Equal(isOne ? Checkout.Root : null, SiloPaths.Checkout(program));
    }

    [Fact]
    public void DataDirectory_InACheckout_LiesThereWhateverTheContentRoot()
    {
        var program = Path.Combine(Checkout.Root, "silo", "bin", "x");
        Assert.Equal(Path.Combine(Checkout.Root, "data"), SiloPaths.DataDirectory(null, program, "/elsewhere"));
        Assert.Equal(Path.Combine(Checkout.Root, "jobs"), SiloPaths.DataDirectory("jobs", program, "/elsewhere"));
        Assert.Equal("/abs", SiloPaths.DataDirectory("/abs", program, "/elsewhere"));
    }

    [Fact]
    public void DataDirectory_Published_LiesInTheContentRoot()
    {
        Assert.Equal("/srv/app/data", SiloPaths.DataDirectory("", Path.GetTempPath(), "/srv/app"));
        Assert.Equal("/srv/jobs", SiloPaths.DataDirectory("../jobs", Path.GetTempPath(), "/srv/app"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("--urls http://127.0.0.1:0")]
    [InlineData("--urls=http://127.0.0.1:0 --JobScheduler:Slots=8 --Logging:LogLevel:Default Debug")]
    [InlineData("--help")]
    public void CommandLine_KnownSwitches_AreFine(string line) => Assert.Null(CommandLine.Problem(Split(line)));

    [Theory]
    [InlineData("--foo 1", "--foo")]
    [InlineData("serve", "serve")]
    [InlineData("-v", "-v")]
    [InlineData("--JobScheduler: 1", "--JobScheduler:")]
    [InlineData("--urls", "--urls needs a value")]
    [InlineData("--urls --help", "--urls needs a value")]
    public void CommandLine_AnythingElse_IsNamed(string line, string expected) =>
        Assert.Contains(expected, CommandLine.Problem(Split(line)), StringComparison.Ordinal);

    [Theory]
    [InlineData(null)]
    [InlineData("http://127.0.0.1:0")]
    [InlineData("http://*:80; https://[::1]:65535")]
    [InlineData("http://unix:/run/jobs.sock")]
    public void Addresses_ThatCanBeListenedOn_AreFine(string? urls) => Assert.Null(SiloDefaults.AddressProblem(urls));

    [Theory]
    [InlineData("nonsense")]
    [InlineData("8080")]
    [InlineData("ftp://127.0.0.1:21")]
    [InlineData("http://127.0.0.1:65536")]
    [InlineData("http://127.0.0.1:1;http://")]
    public void Addresses_ThatAreNone_AreNamed(string urls) =>
        Assert.Contains($"'{urls.Split(';')[^1]}' is no address", SiloDefaults.AddressProblem(urls), StringComparison.Ordinal);

    [Fact]
    public void Banner_Printed_ShowsWhereAndWhatToTry()
    {
        var output = new StringWriter();
        Banner.Print(output, "/srv/data", ["http://[::]:5001", "http://127.0.0.1:5002"]);
        var text = output.ToString();
        Assert.Contains("http://[::]:5001, http://127.0.0.1:5002", text, StringComparison.Ordinal);
        Assert.Contains("/srv/data", text, StringComparison.Ordinal);
        Assert.Contains("curl -sS http://localhost:5001/v1/jobs ", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(20, 30, 30)]
    [InlineData(25, 30, 35)]
    [InlineData(20, 90, 90)]
    public void WaitForDrain_ShutdownTooShort_IsRaised(int drain, int shutdown, int expected)
    {
        var host = new HostOptions { ShutdownTimeout = TimeSpan.FromSeconds(shutdown) };
        SiloDefaults.WaitForDrain(host, Options.Create(new JobSchedulerOptions { DrainTimeout = TimeSpan.FromSeconds(drain) }));
        Assert.Equal(expected, host.ShutdownTimeout.TotalSeconds);
    }

    [Fact]
    public void StartFailure_ReasonsOfAnOperator_AreExplainedAndBugsAreNot()
    {
        Assert.Equal("no store", StartFailure.Explain(new JobSchedulerConfigurationException("no store")));
        Assert.Equal("jobs.db is open", StartFailure.Explain(new AggregateException(new StoreOpenException("jobs.db is open"))));
        Assert.Equal($"a{Environment.NewLine}b", StartFailure.Explain(new OptionsValidationException("", typeof(string), ["a", "b"])));
        Assert.Equal("Failed to bind. In use.", StartFailure.Explain(new IOException("Failed to bind.", new InvalidOperationException("In use."))));
        Assert.NotNull(StartFailure.Explain(new SocketException(13)));
        Assert.Null(StartFailure.Explain(new NotSupportedException()));
        Assert.Null(StartFailure.Explain(new InvalidOperationException("bug")));
    }

    private static string[] Split(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
