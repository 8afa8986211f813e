using Siren2.Tests;

namespace Siren2.Orleans.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void The_public_API_is_the_recorded_one() => PublicApi.AssertRecorded(typeof(IUpsampleJob).Assembly);
}
