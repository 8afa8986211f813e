using Siren2.Decoding;
using Siren2.Encoding;
using Siren2.Losses;
using Siren2.Optimization;
using Siren2.Segments;
using Siren2.Tests;

namespace Siren2.Core.Tests;

public sealed class NullArgumentTests : IDisposable
{
    private readonly SirenDecoder _decoder = new(new() { Width = 16, Depth = 1 }, WinnerScale.None, seed: 1);
    private readonly MemoryStream _stream = new();

    public void Dispose()
    {
        _decoder.Dispose();
        _stream.Dispose();
    }

    [Fact]
    public void Null_and_lists_with_null_in_them_are_refused_by_name()
    {
        float[] samples = new float[16];
        var objective = new LossObjective(new MeanSquaredErrorLoss(), samples);
        IReadOnlyList<string> taken = NullArguments.Taken(
            typeof(AudioClip).Assembly,
            _stream,
            _decoder,
            new MeanSquaredErrorLoss(),
            objective,
            new WeightedLoss(new MeanSquaredErrorLoss()),
            new StftResolution(512, 128, 512),
            new SirenSegmentModel().Create(new SegmentInput(samples, samples, 0, 16, 1), seed: 1, maxDegreeOfParallelism: 1),
            new TrainedNetwork[] { new(_decoder) },
            new FitOptions(),
            AudioClip.FromSamples(8_000, samples),
            new UpsampleReport { Mode = FitMode.Blind, InputSampleRate = 8_000, OutputSampleRate = 16_000 },
            new SeaNetEncoderOptions(),
            new SirenDecoderOptions(),
            WinnerScale.None);
        objective.Dispose();
        Assert.True(taken.Count == 0, string.Join(Environment.NewLine, taken));
    }
}
