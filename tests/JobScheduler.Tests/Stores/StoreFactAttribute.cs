using Xunit;
using Xunit.Sdk;

namespace JobScheduler.Tests.Stores;

/// <summary>A test that is skipped where its class lacks what it needs.</summary>
[XunitTestCaseDiscoverer("JobScheduler.Tests.Stores.StoreFactDiscoverer", "JobScheduler.Tests")]
public sealed class StoreFactAttribute : FactAttribute;
