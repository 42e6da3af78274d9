using Xunit;
using Xunit.Sdk;

namespace JobScheduler.Tests.Stores;

/// <summary>The same with data.</summary>
[XunitTestCaseDiscoverer("JobScheduler.Tests.Stores.StoreTheoryDiscoverer", "JobScheduler.Tests")]
public sealed class StoreTheoryAttribute : TheoryAttribute;
