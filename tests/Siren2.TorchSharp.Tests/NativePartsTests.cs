using Siren2.TorchSharp.Native;

namespace Siren2.TorchSharp.Tests;

public sealed class NativePartsTests
{
    [Fact]
    public void Native_parts_that_are_here_are_found() => NativeParts.Require();

    [Theory]
    [InlineData(null, "TorchSharp-cpu")]
    [InlineData("/lib/libstdc++.so.6: version `GLIBCXX_3.4.32' not found", "Debian 13")]
    [InlineData("undefined symbol: aten", "libtorch 2.10.0")]
    public void What_is_missing_is_named_with_what_to_install(string? failure, string advice) =>
        Assert.Contains(advice, NativeParts.Advice(failure), StringComparison.Ordinal);
}
