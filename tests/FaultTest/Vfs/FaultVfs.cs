using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace JobScheduler.FaultTest.Vfs;

/// <summary>
/// A VFS over SQLite's default one: what happens in the folder of a <see cref="FaultDisk"/> passes through that, everything else
/// goes straight down. Shared memory and locks are the default's, so several connections work as they do without it.
/// </summary>
internal static unsafe class FaultVfs
{
    public const string Name = "jobscheduler-faults";
    private static readonly ConcurrentDictionary<string, FaultDisk> Disks = new(StringComparer.Ordinal);
    private static readonly Lock Gate = new();
    private static NativeVfs* _below;
    private static NativeMethods* _methods;

    public static void Add(FaultDisk disk)
    {
        Register();
        Disks[disk.Folder] = disk;
    }

    public static void Remove(FaultDisk disk) => Disks.TryRemove(new(disk.Folder, disk));

    private static void Register()
    {
        lock (Gate)
        {
            if (_below is not null)
                return;
            Batteries_V2.Init();
            _below = NativeVfs.Find(null);
            _methods = FileMethods.Make();
            var vfs = (NativeVfs*)NativeMemory.AllocZeroed((nuint)sizeof(NativeVfs));
            *vfs = *_below;
            vfs->Next = null;
            vfs->FileBytes = sizeof(NativeFile) + _below->FileBytes;
            vfs->Name = (byte*)Marshal.StringToCoTaskMemUTF8(Name);
            vfs->Open = &Open;
            vfs->Delete = &Delete;
            if (NativeVfs.Register(vfs, 0) != Codes.Ok)
                throw new InvalidOperationException("The VFS cannot be registered.");
        }
    }

    private static FaultDisk? DiskOf(string? path) =>
        path is not null && Path.GetDirectoryName(path) is { } folder ? Disks.GetValueOrDefault(folder) : null;

    [UnmanagedCallersOnly]
    private static int Open(NativeVfs* vfs, byte* name, NativeFile* file, int flags, int* outFlags)
    {
        try
        {
            file->Methods = null;
            var path = Marshal.PtrToStringUTF8((IntPtr)name);
            var disk = DiskOf(path);
            var real = FileMethods.Below(file);
            int OpenBelow() => _below->Open(_below, name, real, flags, outFlags);
            if (disk is null)
                return Opened(file, real, OpenBelow(), new(null, null, false));
            var isLog = (flags & (raw.SQLITE_OPEN_WAL | raw.SQLITE_OPEN_MAIN_JOURNAL)) != 0;
            var creates = (flags & raw.SQLITE_OPEN_CREATE) != 0;
            var code = disk.Do(DiskOperation.Open, isLog, OpenBelow, () =>
            {
                if (creates && !disk.Has(path!))
                    disk.Create(path!);
            });
            if (code != Codes.Ok)
            {
                // The power may have failed in it: what is open below must not stay so.
                if (real->IsOpen)
                    real->Methods->Close(real);
                return code;
            }

            return Opened(file, real, code, new(disk, disk.FileOf(path!), isLog) { SyncsFolder = isLog && creates });
        }
        catch (Exception)
        {
            return Codes.CannotOpen;
        }
    }

    private static int Opened(NativeFile* file, NativeFile* real, int code, OpenFile open)
    {
        if (real->Methods is null)
            return code;
        file->Methods = _methods;
        file->Managed = GCHandle.ToIntPtr(GCHandle.Alloc(open));
        return code;
    }

    [UnmanagedCallersOnly]
    private static int Delete(NativeVfs* vfs, byte* name, int syncFolder)
    {
        try
        {
            var path = Marshal.PtrToStringUTF8((IntPtr)name)!;
            return DiskOf(path) is { } disk
                ? disk.Do(DiskOperation.Delete, false, () => _below->Delete(_below, name, syncFolder), () => disk.Delete(path, syncFolder != 0))
                : _below->Delete(_below, name, syncFolder);
        }
        catch (Exception)
        {
            return Codes.Of(DiskFault.Error, DiskOperation.Delete);
        }
    }
}
