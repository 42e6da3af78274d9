// The rest is named in each file, because the test project compiles them too.
global using JobScheduler.Embedded;
