using Siren2.Decimation;
using Siren2.Decoding;
using Siren2.Encoding;
using Siren2.Files;
using Siren2.Losses;
using Siren2.MissingBand;
using Siren2.Optimization;
using Siren2.Resampling;
using Siren2.Segments;
using Siren2.Spectral;
using Siren2.Tests;

namespace Siren2.Core.Tests;

/// <summary>What is null and must not be is named where it is given; nothing fails somewhere inside.</summary>
public sealed class NullArgumentTests : IDisposable
{
    private readonly SirenDecoder _decoder = new(new() { Width = 16, Depth = 1 }, WinnerScale.None, seed: 1);
    private readonly SeaNetEncoder _encoder = new(new() { FilterCount = 2, Dimension = 4, Ratios = [4] }, 16, seed: 1);
    private readonly MemoryStream _stream = new();
    private readonly LossObjective _objective = new(new MeanSquaredErrorLoss(), new float[16]);
    private readonly SegmentTexture _texture = MissingBandTarget.FromLevels(null, 4000, 16, 16_000).CreateTexture(0, 16);
    private readonly WaveFileSource _source;
    private readonly object[] _samples;

    public NullArgumentTests()
    {
        float[] samples = new float[16];
        var clip = AudioClip.FromSamples(8_000, samples);
        clip.Save(_stream);
        _stream.Position = 0;
        _source = new WaveFileSource(_stream, leaveOpen: true);
        var file = new MemoryStream();
        SafetensorsFile.Save(file, []);
        var upsampler = new Upsampler(new() { Detail = 0 });
        var input = new SegmentInput(samples, samples, 0, 16, 1);
        var levels = new MissingBandLevels(1, [4_000, 8_000], [0], [0]);
        UpsamplePlan plan = upsampler.Plan(clip, 16_000);
        _samples =
        [
            ("targetSampleRate", (object)16_000),
            ("reference", (object)AudioClip.FromSamples(16_000, new float[32])),
            ("write", (object)(Action<AudioClip>)(_ => { })),
            _stream,
            _decoder,
            new MeanSquaredErrorLoss(),
            _objective,
            new WeightedLoss(new MeanSquaredErrorLoss()),
            new StftResolution(512, 128, 512),
            new SirenSegmentModel(),
            new SirenSegmentModel().Create(input, seed: 1, maxDegreeOfParallelism: 1),
            input,
            new TrainedNetwork[] { new(_decoder) },
            new FitOptions(),
            clip,
            new UpsampleReport { Mode = FitMode.Blind, InputSampleRate = 8_000, OutputSampleRate = 16_000 },
            new SeaNetEncoderOptions(),
            new SirenDecoderOptions(),
            WinnerScale.None,
            AntiAliasingFilter.Ideal,
            new MultiResolutionStftLoss(),
            new MeanAbsoluteErrorLoss(),
            new HybridLoss(new WeightedLoss(new MeanSquaredErrorLoss())),
            new DelegateLoss((_, _, _) => 0),
            LossContext.Default,
            new FitLoop(),
            new Problem(_decoder),
            new SincResampler(8_000, 16_000),
            _encoder,
            SafetensorsFile.Parse(file.ToArray()),
            new DecoderGrid(samples),
            upsampler,
            upsampler.Fit(clip, 16_000),
            plan,
            plan.FitPart(0),
            new FileCheckpointStore("never"),
            _source,
            new WaveFileSink(Stream.Null, 8_000, 1, 16),
            _texture,
            levels,
            new BudgetRequest { Levels = [levels], SampleRate = 16_000, Detail = 0.5 },
            EnergyBudget.Default.Plan(new() { Levels = [levels], SampleRate = 16_000, Detail = 0.5 }),
            new TextureRequest { Channels = [samples], SampleRate = 16_000, BandEdge = 4_000, Levels = [levels] },
            new CopiedTexture(),
            EnergyBudget.Default,
            new float[][] { samples },
            new NamedTensor[] { new("text", [1], [0]) },
            new ShortTimeFourierTransform(16, 16, 8),
            new CheckpointJob(new byte[32], new byte[32]),
            new FitOutcome(StopReason.StepsTaken, [], bestLoss: 1),
            new TrainedNetwork(_decoder),
            new NamedTensor("text", [1], [0]),
            new WaveChunk("text", default),
            new SegmentFit(new SirenSegmentModel().Create(input, seed: 1, maxDegreeOfParallelism: 1), _objective),
            new UpsampleResult(clip, clip, new() { Mode = FitMode.Blind, InputSampleRate = 8_000, OutputSampleRate = 16_000 }),
        ];
    }

    public void Dispose()
    {
        _decoder.Dispose();
        _encoder.Dispose();
        _source.Dispose();
        _stream.Dispose();
        _objective.Dispose();
        _texture.Dispose();
    }

    [Fact]
    public void Null_and_lists_with_null_in_them_are_refused_by_name() =>
        AssertNone(NullArguments.Taken(typeof(AudioClip).Assembly, _samples));

    [Fact]
    public void Methods_refuse_them_by_name() => AssertNone(NullArguments.TakenByMethods(typeof(AudioClip).Assembly, _samples));

    [Fact]
    public void What_was_taken_all_the_same_can_be_compared() => AssertNone(NullEquality.Faults(typeof(AudioClip).Assembly, _samples));

    private static void AssertNone(IReadOnlyList<string> faults) => Assert.True(faults.Count == 0, string.Join(Environment.NewLine, faults));

    private sealed class Problem(ITrainable network) : IFitProblem
    {
        public IReadOnlyList<TrainedNetwork> Networks { get; } = [new(network)];

        public double ComputeGradients() => 0;
    }
}
