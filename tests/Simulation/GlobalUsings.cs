global using JobScheduler.Embedded;
global using JobScheduler.Grains.Core;
global using JobScheduler.Grains.Jobs;
global using JobScheduler.Grains.Node;
global using JobScheduler.Grains.Storage;
global using JobScheduler.Stores.Memory;
global using JobScheduler.Tests.History;
global using JobScheduler.Tests.Simulation;
