using System.Runtime.InteropServices;

namespace JobScheduler.FaultTest.Vfs;

/// <summary>The methods of an open file: reads, writes, ends and syncs go through its disk, the rest straight down.</summary>
internal static unsafe class FileMethods
{
    public static NativeMethods* Make()
    {
        var methods = (NativeMethods*)NativeMemory.AllocZeroed((nuint)sizeof(NativeMethods));
        *methods = new NativeMethods
        {
            Version = 2,
            Close = &Close,
            Read = &Read,
            Write = &Write,
            Truncate = &Truncate,
            Sync = &Sync,
            FileSize = &FileSize,
            Lock = &Lock,
            Unlock = &Unlock,
            CheckReservedLock = &CheckReservedLock,
            FileControl = &FileControl,
            SectorSize = &SectorSize,
            DeviceCharacteristics = &DeviceCharacteristics,
            ShmMap = &ShmMap,
            ShmLock = &ShmLock,
            ShmBarrier = &ShmBarrier,
            ShmUnmap = &ShmUnmap,
        };
        return methods;
    }

    /// <summary>The file of the VFS below, right behind ours.</summary>
    public static NativeFile* Below(NativeFile* file) => file + 1;

    private static OpenFile Of(NativeFile* file) => (OpenFile)GCHandle.FromIntPtr(file->Managed).Target!;

    [UnmanagedCallersOnly]
    private static int Close(NativeFile* file)
    {
        GCHandle.FromIntPtr(file->Managed).Free();
        var below = Below(file);
        return below->Methods->Close(below);
    }

    [UnmanagedCallersOnly]
    private static int Read(NativeFile* file, void* buffer, int count, long offset)
    {
        try
        {
            var open = Of(file);
            var fault = open.Disk?.BeforeRead(open.IsLog) ?? DiskFault.None;
            var below = Below(file);
            if (fault == DiskFault.Short)
                new Span<byte>(buffer, count).Clear(); // as SQLite asks of a short read
            return fault == DiskFault.None ? below->Methods->Read(below, buffer, count, offset) : Codes.Of(fault, DiskOperation.Read);
        }
        catch (Exception)
        {
            return Codes.Of(DiskFault.Error, DiskOperation.Read);
        }
    }

    [UnmanagedCallersOnly]
    private static int Write(NativeFile* file, void* buffer, int count, long offset)
    {
        int Act() => Below(file)->Methods->Write(Below(file), buffer, count, offset);
        return Do(file, DiskOperation.Write, Act, open => open.Recorded!.Write(offset, new ReadOnlySpan<byte>(buffer, count)));
    }

    [UnmanagedCallersOnly]
    private static int Truncate(NativeFile* file, long size)
    {
        int Act() => Below(file)->Methods->Truncate(Below(file), size);
        return Do(file, DiskOperation.Truncate, Act, open => open.Recorded!.Truncate(size));
    }

    [UnmanagedCallersOnly]
    private static int Sync(NativeFile* file, int flags)
    {
        // What is recorded needs no real sync.
        int Act() => Of(file).Disk is null ? Below(file)->Methods->Sync(Below(file), flags) : Codes.Ok;
        return Do(file, DiskOperation.Sync, Act, open =>
        {
            open.Disk!.Sync(open.Recorded!, open.SyncsFolder);
            open.SyncsFolder = false;
        });
    }

    private static int Do(NativeFile* file, DiskOperation kind, Func<int> act, Action<OpenFile> record)
    {
        try
        {
            var open = Of(file);
            return open.Disk is { } disk ? disk.Do(kind, open.IsLog, act, () => record(open)) : act();
        }
        catch (Exception)
        {
            return Codes.Of(DiskFault.Error, kind);
        }
    }

    [UnmanagedCallersOnly]
    private static int FileSize(NativeFile* file, long* size) => Below(file)->Methods->FileSize(Below(file), size);

    [UnmanagedCallersOnly]
    private static int Lock(NativeFile* file, int level) => Below(file)->Methods->Lock(Below(file), level);

    [UnmanagedCallersOnly]
    private static int Unlock(NativeFile* file, int level) => Below(file)->Methods->Unlock(Below(file), level);

    [UnmanagedCallersOnly]
    private static int CheckReservedLock(NativeFile* file, int* result) => Below(file)->Methods->CheckReservedLock(Below(file), result);

    [UnmanagedCallersOnly]
    private static int FileControl(NativeFile* file, int operation, void* argument) => Below(file)->Methods->FileControl(Below(file), operation, argument);

    [UnmanagedCallersOnly]
    private static int SectorSize(NativeFile* file) => Below(file)->Methods->SectorSize(Below(file));

    [UnmanagedCallersOnly]
    private static int DeviceCharacteristics(NativeFile* file) => Below(file)->Methods->DeviceCharacteristics(Below(file));

    [UnmanagedCallersOnly]
    private static int ShmMap(NativeFile* file, int page, int bytes, int extend, void** memory) => Below(file)->Methods->ShmMap(Below(file), page, bytes, extend, memory);

    [UnmanagedCallersOnly]
    private static int ShmLock(NativeFile* file, int offset, int count, int flags) => Below(file)->Methods->ShmLock(Below(file), offset, count, flags);

    [UnmanagedCallersOnly]
    private static void ShmBarrier(NativeFile* file) => Below(file)->Methods->ShmBarrier(Below(file));

    [UnmanagedCallersOnly]
    private static int ShmUnmap(NativeFile* file, int delete) => Below(file)->Methods->ShmUnmap(Below(file), delete);
}
