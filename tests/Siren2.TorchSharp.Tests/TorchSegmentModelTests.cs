using Siren2.Losses;
using Siren2.Optimization;
using Siren2.Segments;
using TorchSharp;
using static TorchSharp.torch;

namespace Siren2.TorchSharp.Tests;

public sealed class TorchSegmentModelTests
{
    private static readonly TorchSegmentModel Model = new("convolutions 1", Networks.Convolutions);

    [Fact]
    public void A_module_is_fitted_guided_and_gains_on_the_baseline()
    {
        (AudioClip low, AudioClip reference) = Signals.Speech();
        var sines = new TorchSegmentModel("sines 1", _ => nn.Linear(512, 1), new() { Input = Networks.Sines });
        UpsampleResult result = new Upsampler(Networks.Guided(sines, 60)).FitAndPredict(low, reference);
        Assert.All(result.Report.Networks, network => Assert.True(network.Outcome.BestLoss < network.Outcome.Losses[0]));
        Assert.InRange(result.Report.GainOverBaseline!.Value, 0.1, 100);
    }

    [Fact]
    public void A_module_is_fitted_blind_and_the_clip_s_own_band_stays()
    {
        (AudioClip low, _) = Signals.Speech();
        UpsampleResult result = new Upsampler(Networks.Guided(Model, 5)).FitAndPredict(low, 22_050);
        Assert.True(result.Report.Networks.Count > 0 && result.Report.Texture is null);
        Assert.NotEqual(result.Baseline.Channel(0).ToArray(), result.Audio.Channel(0).ToArray());
    }

    [Fact]
    public void The_same_seed_gives_the_same_network_and_leaves_the_host_s_generator_alone()
    {
        SegmentInput input = Input(600);
        _ = manual_seed(5);
        using Tensor expected = rand(3);
        _ = manual_seed(5);
        using ISegmentNetwork first = Model.Create(input, 7, 1);
        using Tensor drawn = rand(3);
        using ISegmentNetwork second = Model.Create(input, 7, 1);
        using ISegmentNetwork other = Model.Create(input, 8, 1);
        Assert.Equal(expected.data<float>().ToArray(), drawn.data<float>().ToArray());
        Assert.Equal(Rendered(first), Rendered(second));
        Assert.NotEqual(Rendered(first), Rendered(other));
    }

    [Fact]
    public void A_network_comes_back_from_what_it_exports_to_the_bit()
    {
        SegmentInput input = Input(600);
        using ISegmentNetwork network = Model.Create(input, 7, 1);
        using ISegmentNetwork back = Model.Import(input, network.Export());
        Assert.Equal(Rendered(network), Rendered(back));
        Assert.Throws<InvalidDataException>(() => Model.Import(input, [.. network.Export().Skip(1)]));
    }

    [Fact]
    public void A_saved_fit_renders_the_same_again()
    {
        (AudioClip low, AudioClip reference) = Signals.Speech();
        FittedClip fit = new Upsampler(Networks.Guided(Model, 3)).Fit(low, reference);
        using var stream = new MemoryStream();
        fit.Save(stream);
        stream.Position = 0;
        FittedClip loaded = FittedClip.Load(stream, Networks.Guided(Model, 3));
        Assert.Equal(fit.Render(22_050).Channel(0).ToArray(), loaded.Render(22_050).Channel(0).ToArray());
    }

    [Fact]
    public void The_network_takes_the_gradient_that_autograd_has_of_the_whole()
    {
        SegmentInput input = Input(400);
        using nn.Module<Tensor, Tensor> module = Networks.Convolutions(input);
        var model = new TorchSegmentModel("one", _ => module);
        using ISegmentNetwork network = model.Create(input, 1, 1);
        float[] target = Signals.Noise(400, 3);
        Dictionary<string, float[]> before = network.Export().ToDictionary(tensor => tensor.Name, tensor => tensor.Data);
        using (DisposeScope scope = NewDisposeScope())
        {
            nn.functional.mse_loss(module.call(SegmentTensors.Channels(input)).view(-1), tensor(target)).backward();
        }

        Dictionary<string, float[]> slopes = module.named_parameters().ToDictionary(p => p.name, p => p.parameter.grad!.ToNamed(p.name).Data);

        // The first step of Adam is the rate against the sign of the gradient.
        using var objective = new LossObjective(new MeanSquaredErrorLoss(), target);
        _ = network.Fit(objective, new FitOptions { StepCount = 1, Schedule = LearningRateSchedule.Constant(1e-3) }, null, default);
        Assert.All(network.Export(), tensor =>
        {
            for (int i = 0; i < tensor.Data.Length; i++)
            {
                Assert.Equal(-1e-3 * Math.Sign(slopes[tensor.Name][i]), tensor.Data[i] - before[tensor.Name][i], 1e-5);
            }
        });
    }

    [Fact]
    public void As_many_tensors_are_alive_after_1_000_steps_as_before_the_first()
    {
        SegmentInput input = Input(256);
        using var objective = new LossObjective(new MeanSquaredErrorLoss(), Signals.Noise(256, 3));
        using ISegmentNetwork network = Model.Create(input, 1, 1);
        long before = Signals.LiveTensors();
        _ = network.Fit(objective, new FitOptions { StepCount = 1_000 }, null, default);
        float[] output = new float[256];
        network.Render(output);
        Assert.Equal(before, Signals.LiveTensors());
    }

    [Fact]
    public void A_module_of_another_length_or_without_parameters_is_named()
    {
        SegmentInput input = Input(600);
        using var objective = new LossObjective(new MeanSquaredErrorLoss(), Signals.Noise(600, 3));
        using ISegmentNetwork wide = new TorchSegmentModel("wide", _ => nn.Conv1d(2, 2, 1)).Create(input, 1, 1);
        Assert.Contains("[1, 2, 600]", Assert.Throws<InvalidOperationException>(() => wide.Fit(objective, new FitOptions(), null, default)).Message, StringComparison.Ordinal);
        Assert.Contains("fixed", Assert.Throws<InvalidOperationException>(() => new TorchSegmentModel("fixed", _ => nn.Tanh()).Create(input, 1, 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new TorchSegmentModel("", Networks.Convolutions));
    }

    [Fact]
    public void Rows_are_time_and_baseline_as_the_default_network_sees_them()
    {
        SegmentInput input = Input(512);
        using Tensor rows = SegmentTensors.Rows(input);
        Assert.Equal([512L, 2L], rows.shape);
        Assert.Equal((-1f, input.Baseline[0]), (rows[0, 0].item<float>(), rows[0, 1].item<float>()));
        Assert.Equal(1 - (2f / 512), rows[511, 0].item<float>());
    }

    private static SegmentInput Input(int length) => new(Signals.Noise(length / 2, 1), Signals.Noise(length, 2), 0, length, 0.5);

    private static float[] Rendered(ISegmentNetwork network)
    {
        float[] output = new float[600];
        network.Render(output);
        return output;
    }
}
