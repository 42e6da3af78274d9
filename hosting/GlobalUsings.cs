// The engine that the word "grain" means in this build: see Directory.Build.props, JobSchedulerEngine.
#if ORLEANS_ENGINE
global using Orleans;
global using Orleans.Concurrency;
global using Orleans.Runtime;
#else
global using JobScheduler.Embedded;
#endif
