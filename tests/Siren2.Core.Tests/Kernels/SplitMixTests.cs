using Siren2.Kernels;

namespace Siren2.Core.Tests.Kernels;

public class SplitMixTests
{
    /// <summary>The first numbers from the state 0, as every implementation of SplitMix64 gives them.</summary>
    [Fact]
    public void The_numbers_are_those_of_SplitMix64() => Assert.Equal(
        [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454FUL],
        Enumerable.Range(1, 3).Select(n => SplitMix.Mix(unchecked((ulong)n * SplitMix.Increment))));
}
