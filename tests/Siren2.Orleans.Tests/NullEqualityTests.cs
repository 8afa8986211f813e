using Siren2.Tests;

namespace Siren2.Orleans.Tests;

/// <summary>Requests come from outside: what is null in one is refused when it is submitted, and can be compared and written into a log before.</summary>
public sealed class NullEqualityTests
{
    [Fact]
    public void What_is_null_in_a_message_can_be_compared()
    {
        IReadOnlyList<string> faults = NullEquality.Faults(typeof(UpsampleJobRequest).Assembly);
        Assert.True(faults.Count == 0, string.Join(Environment.NewLine, faults));
    }
}
