// The build for Orleans has only this file: no Orleans silo runs on one deterministic thread.
await Console.Error.WriteLineAsync("The simulation runs the embedded engine: build it with JobSchedulerEngine=Embedded.");
return 2;
