using System.Net.Sockets;
using System.Text;
using JobScheduler.Silo;
using Xunit;

namespace JobScheduler.Tests.Hosting;

public sealed class ServiceNoticeTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Send_WithASocket_ArrivesAsOneDatagram(bool isAbstract)
    {
        if (isAbstract && !OperatingSystem.IsLinux())
            return; // only Linux has abstract names
        var folder = Directory.CreateTempSubdirectory("notice-");
        try
        {
            var path = Path.Combine(folder.FullName, "socket");
            using var manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            manager.ReceiveTimeout = 30_000;
            manager.Bind(new UnixDomainSocketEndPoint(isAbstract ? '\0' + path : path));

            Assert.True(ServiceNotice.Send(isAbstract ? '@' + path : path, ServiceNotice.Ready));

            var buffer = new byte[64];
            Assert.Equal("READY=1", Encoding.UTF8.GetString(buffer, 0, manager.Receive(buffer)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/no/such/socket")]
    [InlineData("/a/path/that/is/longer/than/the/hundred/and/eight/bytes/that/the/address/of/a/unix/socket/may/have/on/this/system")]
    public void Send_NobodyListens_IsNotSentAndThrowsNothing(string? address) => Assert.False(ServiceNotice.Send(address, ServiceNotice.Ready));
}
