using Siren2.Tests;

namespace Siren2.Metrics.Tests;

public class NullArgumentTests
{
    [Fact]
    public void Null_is_refused_by_name() => Assert.Empty(NullArguments.Taken(typeof(AudioComparison).Assembly));
}
