using System.Text;
using JobScheduler.Benchmarks;
using JobScheduler.Benchmarks.Http;
using Xunit;

namespace JobScheduler.Tests.Benchmarks;

/// <summary>Where the load generator of the benchmarks thinks that an answer ends.</summary>
public sealed class AnswerLengthTests
{
    [Theory]
    [InlineData("HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\nServer: x\r\n\r\n{}", 57)]
    [InlineData("HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\n", 46)]
    [InlineData("HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", 65)]
    [InlineData("HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n", -1)]
    [InlineData("HTTP/1.1 202 Accepted\r\nContent-Le", -1)]
    public void Find_Answer_IsItsLength(string answer, int length) => Assert.Equal(length, AnswerLength.Find(Encoding.ASCII.GetBytes(answer)));

    [Fact]
    public void Find_AnswerWithoutLength_Throws() =>
        Assert.Throws<BenchmarkException>(() => AnswerLength.Find("HTTP/1.1 202 Accepted\r\nServer: x\r\n\r\n"u8));
}
