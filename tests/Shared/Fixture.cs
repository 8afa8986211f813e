using Siren2.Files;

namespace Siren2.Tests;

/// <summary>What reference implementations computed; origins are in Fixtures/README.md.</summary>
internal static class Fixture
{
    public static SafetensorsFile Load(string name) =>
        SafetensorsFile.Load(Path.Combine(AppContext.BaseDirectory, "Fixtures", name + ".safetensors"));

    /// <summary>Asserts max|Δ| ≤ tolerance · max|expected|: the agreement of two tensors that rounding allows.</summary>
    public static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double tolerance, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        double scale = 0;
        double worst = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            if (!float.IsFinite(actual[i]))
            {
                Assert.Fail($"{what}[{i}] is {actual[i]}");
            }

            scale = Math.Max(scale, Math.Abs(expected[i]));
            worst = Math.Max(worst, Math.Abs((double)expected[i] - actual[i]));
        }

        Assert.True(worst <= tolerance * scale, $"{what}: max|Δ|/max|ref| = {worst / scale:E2}, allowed {tolerance:E0}");
    }
}
