using Siren2.Losses;
using Siren2.Optimization;
using Siren2.Segments;
using TorchSharp;
using static TorchSharp.torch;

namespace Siren2.TorchSharp.Tests;

public sealed class TorchResolverTests
{
    private static UpsamplerOptions Options => UpsamplerOptions.Fast with
    {
        MaxDegreeOfParallelism = 2,
        Blind = UpsamplerOptions.Fast.Blind with { Texture = null, SegmentLength = 5_632, Fit = UpsamplerOptions.Fast.Blind.Fit with { StepCount = 3 } },
    };

    [Fact]
    public void A_guided_fit_is_the_managed_one()
    {
        (AudioClip low, AudioClip reference) = Signals.Speech();
        UpsampleResult managed = new Upsampler(Options).FitAndPredict(low, reference);
        UpsampleResult torch = new TorchResolver(Options, new() { BatchSize = 2 }).FitAndPredict(low, reference);
        Assert.Equal(managed.Report.Networks.Select(n => (n.Start, n.Length, n.ParameterCount)), torch.Report.Networks.Select(n => (n.Start, n.Length, n.ParameterCount)));
        Assert.All(managed.Report.Networks.Zip(torch.Report.Networks), pair => Assert.Equal(pair.First.Outcome.Losses[0], pair.Second.Outcome.Losses[0], 1e-4 * pair.First.Outcome.Losses[0]));
        Assert.InRange(Signals.Distance(managed.Audio.Channel(0), torch.Audio.Channel(0)), 0, 1e-3);
        Assert.InRange(torch.Report.GainOverBaseline!.Value, managed.Report.GainOverBaseline!.Value - 5, 200);
    }

    [Fact]
    public void A_blind_fit_is_the_managed_one()
    {
        (AudioClip low, _) = Signals.Speech();
        UpsampleResult managed = new Upsampler(Options).FitAndPredict(low, 22_050);
        UpsampleResult torch = new TorchResolver(Options).FitAndPredict(low, 22_050);
        Assert.Equal(managed.Report.Networks.Count, torch.Report.Networks.Count);
        Assert.All(managed.Report.Networks.Zip(torch.Report.Networks), pair =>
            Assert.Equal(pair.First.Outcome.Losses[0], pair.Second.Outcome.Losses[0], 1e-4 * pair.First.Outcome.Losses[0]));

        // A loss of logarithms and the refinement of phases let rounding grow.
        Assert.InRange(Signals.Distance(managed.Audio.Channel(0), torch.Audio.Channel(0)), 0, 0.05);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(16)]
    public void Steps_are_those_of_the_managed_network_whatever_the_batch(int batchSize)
    {
        int[] lengths = [900, 512, 700, 900];
        var model = new TorchSirenModel(new() { Width = 48, Depth = 3, UseBaseline = true }, new() { BatchSize = batchSize });
        var managed = new SirenSegmentModel { Decoder = model.Decoder };
        var options = new FitOptions { StepCount = 4, Schedule = LearningRateSchedule.Constant(1e-3) };
        var fits = new List<SegmentFit>();
        var seen = new List<(int, double)>();
        float[][] expected = [.. lengths.Select((length, i) =>
        {
            using ISegmentNetwork network = managed.Create(Input(length), i, 1);
            _ = network.Fit(Objective(length), options, null, default);
            return Rendered(network, length);
        })];
        fits.AddRange(lengths.Select((length, i) => new SegmentFit(model.Create(Input(length), i, 1), Objective(length), i == 1 ? (step, loss) => seen.Add((step, loss)) : null)));
        FitOutcome[] outcomes = [.. fits.Chunk(batchSize).SelectMany(chunk => model.Fit(chunk, options, default))];
        Assert.All(outcomes, outcome => Assert.Equal((StopReason.StepsTaken, 4), (outcome.Reason, outcome.Losses.Count)));
        Assert.Equal([1, 2, 3, 4], seen.Select(step => step.Item1));
        Assert.All(fits.Zip(expected), pair => Assert.InRange(Signals.Distance(pair.Second, Rendered(pair.First.Network, pair.Second.Length)), 0, 1e-3));
    }

    [Fact]
    public void Losses_of_a_batch_are_asked_by_no_more_threads_than_are_allowed()
    {
        (AudioClip low, AudioClip reference) = Signals.Speech();
        int inside = 0;
        int most = 0;
        var loss = new DelegateLoss((_, _, gradient) =>
        {
            int now = Interlocked.Increment(ref inside);
            most = Math.Max(most, now);
            Thread.Sleep(1);
            gradient.Clear();
            Interlocked.Decrement(ref inside);
            return 1;
        });
        UpsamplerOptions alone = Options with { MaxDegreeOfParallelism = 1, Guided = Options.Guided with { Loss = loss, Fit = new() { StepCount = 5 } } };
        _ = new TorchResolver(alone).FitAndPredict(low, reference);
        Assert.Equal(1, most);
    }

    [Fact]
    public void A_fit_of_a_batch_can_be_saved_and_is_rendered_by_the_managed_decoder()
    {
        (AudioClip low, AudioClip reference) = Signals.Speech();
        var resolver = new TorchResolver(Options);
        FittedClip fit = resolver.Upsampler.Fit(low, reference);
        using var stream = new MemoryStream();
        fit.Save(stream);
        stream.Position = 0;
        FittedClip loaded = FittedClip.Load(stream, Options with { Guided = Options.Guided with { Model = new TorchSirenModel(Options.Guided.Decoder) } });
        Assert.Equal(fit.Render(22_050).Channel(0).ToArray(), loaded.Render(22_050).Channel(0).ToArray());
    }

    [Fact]
    public void An_exception_of_a_loss_comes_out_as_it_is_and_leaves_no_tensor_behind()
    {
        (AudioClip low, AudioClip reference) = Signals.Speech();
        UpsamplerOptions broken = Options with { Guided = Options.Guided with { Loss = new DelegateLoss((_, _, _) => throw new NotSupportedException("mine")) } };
        long before = Signals.LiveTensors();
        Assert.Equal("mine", Assert.Throws<NotSupportedException>(() => new TorchResolver(broken).FitAndPredict(low, reference)).Message);
        Assert.Equal(before, Signals.LiveTensors());
    }

    [Fact]
    public void Cancellation_ends_a_batch_within_a_step()
    {
        (AudioClip low, AudioClip reference) = Signals.Speech();
        using var cancel = new CancellationTokenSource();
        int steps = 0;
        var progress = new Steps(p => cancel.CancelAfter(p.Stage == FitStage.Fit && ++steps >= 2 ? 0 : -1));
        Assert.Throws<OperationCanceledException>(() => new TorchResolver(Options).FitAndPredict(low, reference, progress, cancel.Token));
    }

    /// <summary>Each kind of device rounds in its own way, so a checkpoint of another is refused. Neither plan nor saved fit needs the device.</summary>
    [Fact]
    public void A_job_on_another_device_is_another_job_and_its_saved_fit_is_restored_on_any()
    {
        (AudioClip low, _) = Signals.Speech();
        var cuda = new Device(DeviceType.CUDA);
        Assert.NotEqual(Of(new TorchResolver(Options).Upsampler), Of(new TorchResolver(Options, new() { Device = cuda }).Upsampler));
        Assert.NotEqual(Of(new Upsampler(Networks.Guided(Module("mine", CPU), 3))), Of(new Upsampler(Networks.Guided(Module("mine", cuda), 3))));
        Assert.Equal(("mine", "mine [CUDA]"), (Module("mine", CPU).Identity, Module("mine", cuda).Identity));
        AssertRestored(new TorchSirenModel(), new TorchSirenModel(options: new() { Device = cuda }), new TorchSirenModel(new() { Width = 32 }));
        AssertRestored(Module("mine", CPU), Module("mine", cuda), Module("other", cuda));

        string Of(Upsampler upsampler) => upsampler.Plan(low, 22_050).Fingerprint;

        static TorchSegmentModel Module(string name, Device device) => new(name, Networks.Convolutions, new() { Device = device });

        static void AssertRestored(ISegmentModel here, ISegmentModel there, ISegmentModel other)
        {
            Assert.NotEqual(here.Identity, there.Identity);
            Assert.True(here.Restores(there.Identity) && there.Restores(here.Identity) && here.Restores(here.Identity) && there.Restores(there.Identity));
            Assert.False(here.Restores(other.Identity) || other.Restores(there.Identity));
        }
    }

    [Fact]
    public void What_a_batch_cannot_fit_is_said()
    {
        Assert.Throws<ArgumentException>(() => new TorchResolver(Options with { Guided = Options.Guided with { Encoder = new() } }));
        Assert.Throws<ArgumentException>(() => new TorchSirenModel(new() { LatentDimension = 3 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TorchBatchOptions { BatchSize = 0 });
        Assert.NotEqual(new TorchSirenModel(new() { Width = 32 }).Identity, new TorchSirenModel(new() { Width = 64 }).Identity);
    }

    private static SegmentInput Input(int length) => new(Signals.Noise(length / 2, 1), Signals.Noise(length, 2), 0, length, 0.5, spectralCentroid: 0.2);

    private static LossObjective Objective(int length) => new(new MeanSquaredErrorLoss(), Signals.Noise(length, 9));

    private static float[] Rendered(ISegmentNetwork network, int length)
    {
        float[] output = new float[length];
        network.Render(output);
        return output;
    }

    private sealed class Steps(Action<FitProgress> told) : IProgress<FitProgress>
    {
        public void Report(FitProgress value) => told(value);
    }
}
