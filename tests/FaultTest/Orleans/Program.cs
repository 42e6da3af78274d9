// The build for Orleans has only this file: the fault test runs hosts of the embedded engine side by side in one process.
await Console.Error.WriteLineAsync("The fault test runs the embedded engine: build it with JobSchedulerEngine=Embedded.");
return 2;
