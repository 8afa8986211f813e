using Siren2.Core.Tests.Upsampling;
using Siren2.Decoding;
using Siren2.MissingBand;
using Siren2.Optimization;

namespace Siren2.Core.Tests;

/// <summary>Numbers that nothing can be done with are refused where they are given.</summary>
public class RefusedNumberTests
{
    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(-1)]
    public void What_has_to_be_a_finite_number_from_zero_is_refused_otherwise(float number)
    {
        var target = MissingBandTarget.Estimate(Clips.Samples(4096, 0.1f, 1), 4000, 16_000);
        Dictionary<string, Action> asked = new()
        {
            ["first"] = () => _ = new WinnerScale(number, 0),
            ["second"] = () => _ = new WinnerScale(0, number),
            ["learningRate"] = () => new Adam(1).Step(new float[1], new float[1], number),
            ["scale"] = () => target.CreateTexture(0, 4096, scale: number).Dispose(),
        };
        Assert.All(asked, one => Assert.Equal(one.Key, Assert.Throws<ArgumentOutOfRangeException>(one.Value).ParamName));
    }

    [Fact]
    public void Less_than_no_iterations_of_refinement_are_refused() => Assert.Throws<ArgumentOutOfRangeException>(
        () => MissingBandTarget.Estimate(Clips.Samples(4096, 0.1f, 1), 4000, 16_000).CreateTexture(0, 4096, refinementIterations: -1));

    [Theory]
    [InlineData("data")]
    [InlineData("fmt ")]
    [InlineData("ds64")]
    public void A_chunk_that_tells_of_the_samples_is_the_sinks_own(string id)
    {
        var metadata = new WaveMetadata { Chunks = [new WaveChunk(id, new byte[4])] };
        Assert.Contains($"'{id}'", Assert.Throws<ArgumentException>(() => new WaveFileSink(new MemoryStream(), 8_000, 1, 4, metadata: metadata)).Message,
            StringComparison.Ordinal);
    }
}
