using System.Globalization;
using System.Text;
using JobScheduler.Grains.Storage;

namespace JobScheduler.Stores.Sqlite;

/// <summary>
/// Keeps a second process, or a second store of this one, off a file. The operating system's lock on the file beside it is what
/// counts: it ends with the process, however that ends, so a lock file that is left over locks nothing and is never deleted.
/// </summary>
internal sealed class StoreLock : IDisposable
{
    private readonly FileStream _file;

    private StoreLock(FileStream file) => _file = file;

    /// <exception cref="StoreOpenException">Somebody else holds it, or it cannot be written.</exception>
    public static StoreLock Take(string storePath)
    {
        var path = storePath + ".lock";
        try
        {
            // On Unix None is an exclusive advisory lock; on Windows Read keeps writers out and lets people read who holds it.
            var share = OperatingSystem.IsWindows() ? FileShare.Read : FileShare.None;
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, share, bufferSize: 0);
            file.SetLength(0);
            file.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n"));
            return new(file);
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new StoreOpenException(
                $"The store {storePath} cannot be opened: {path} cannot be written. Give this process write permission for the folder.", denied);
        }
        catch (IOException failure) when (File.Exists(path))
        {
            throw new StoreOpenException(
                $"The store {storePath} is in use: another process, or another store of this process, holds {path} ({failure.Message}). "
                + "Its process id is in that file. Stop it, or use another file.",
                failure);
        }
        catch (IOException failure)
        {
            throw new StoreOpenException($"The store {storePath} cannot be opened: {path} cannot be written ({failure.Message}). Use another folder.", failure);
        }
    }

    public void Dispose() => _file.Dispose();
}
