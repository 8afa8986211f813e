using Siren2.Core.Tests.Upsampling;
using Siren2.Decoding;
using Siren2.MissingBand;
using Siren2.Optimization;
using Siren2.Segments;

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

    /// <summary>What processors compute from nothing is NaN, on some with its sign and on others without.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e12)]
    public void What_has_to_be_a_finite_number_above_zero_is_refused_otherwise(double number)
    {
        float[] signal = Clips.Samples(4096, 0.1f, 1);
        var levels = new MissingBandLevels(0.032, [4000, 8000], new float[9], new float[9]);
        (string Name, Action<double> Ask)[] asked =
        [
            ("bandEdge", edge => MissingBandTarget.Estimate(signal, edge, 16_000)),
            ("bandEdge", edge => MissingBandTarget.FromLevels(levels, edge, 4096, 16_000)),
            ("bandEdge", edge => LineModel.Default.Predict(signal, 16_000, edge, 8000)),
            ("lowPerOutput", step => _ = new SegmentInput(signal, signal, 0, 4096, step)),
            ("peak", peak => _ = new SegmentInput(signal, signal, 0, 4096, 0.5, (float)peak)),
        ];
        foreach ((string name, Action<double> ask) in asked)
        {
            if (number == 1e12)
            {
                // Out of range for some, and for none a matter of overflow.
                Assert.True(Record.Exception(() => ask(number)) is null or ArgumentOutOfRangeException);
                continue;
            }

            Assert.Throws<ArgumentOutOfRangeException>(name, () => ask(number));
            Assert.Throws<ArgumentOutOfRangeException>(name, () => ask(double.IsNaN(number) ? double.CopySign(number, 1) : number));
        }
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
