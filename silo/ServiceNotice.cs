using System.Net.Sockets;
using System.Text;

namespace JobScheduler.Silo;

/// <summary>
/// Tells systemd when the silo serves and when it stops, if it was started as a service of <c>Type=notify</c>: one datagram to the
/// socket that <c>NOTIFY_SOCKET</c> names (https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html). Started in any
/// other way it does nothing, and a notice that cannot be sent never stops the silo.
/// </summary>
internal static class ServiceNotice
{
    public const string Ready = "READY=1";
    public const string Stopping = "STOPPING=1";

    /// <summary>Sends a notice to the service manager that started this process, if one did.</summary>
    public static void Send(string notice) => Send(Environment.GetEnvironmentVariable("NOTIFY_SOCKET"), notice);

    /// <summary>Sends a notice.</summary>
    /// <param name="address">Path of the socket, or an abstract name behind '@'; null or empty: nobody wants to know.</param>
    /// <param name="notice">As sd_notify writes it.</param>
    /// <returns>Whether it was sent.</returns>
    public static bool Send(string? address, string notice)
    {
        if (string.IsNullOrEmpty(address) || !Socket.OSSupportsUnixDomainSockets)
            return false;
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.SendTo(Encoding.UTF8.GetBytes(notice), new UnixDomainSocketEndPoint(address[0] == '@' ? '\0' + address[1..] : address));
            return true;
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            return false;
        }
    }
}
