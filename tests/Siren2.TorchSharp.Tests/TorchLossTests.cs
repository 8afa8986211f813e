using Siren2.Losses;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Siren2.TorchSharp.Tests;

public sealed class TorchLossTests
{
    private static readonly Func<Tensor, Tensor, Tensor> MeanSquare = (prediction, target) => (prediction - target).square().mean();

    private readonly float[] _prediction = Signals.Noise(1_000, 1);
    private readonly float[] _target = Signals.Noise(1_000, 2);

    [Fact]
    public void Value_and_gradient_are_those_of_the_managed_loss_of_the_same_formula()
    {
        float[] expected = new float[1_000];
        float[] actual = new float[1_000];
        double managed = new MeanSquaredErrorLoss().Evaluate(_prediction, _target, LossContext.Default, expected);
        double torch = new TorchLoss(MeanSquare).Evaluate(_prediction, _target, LossContext.Default, actual);
        Assert.Equal(managed, torch, 1e-6 * managed);
        Assert.InRange(Signals.Distance(expected, actual), 0, 1e-6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Autograd_passes_the_gradient_check_in_every_shape(int dimensions)
    {
        var loss = new TorchLoss(
            (p, t) =>
            {
                Assert.Equal(dimensions, p.Dimensions);
                return (p.tanh() - t).square().mean();
            },
            new() { Dimensions = dimensions, ScalarType = ScalarType.Float64 });
        Assert.True(GradientCheck.Run(loss, _prediction, _target).Passed());
    }

    [Fact]
    public void The_context_and_the_true_scale_arrive()
    {
        LossContext? seen = null;
        var context = new LossContext { SampleRate = 16_000, Scale = 0.25, Channel = 1, Start = 77 };
        var loss = new TorchLoss(
            (p, t, told) =>
            {
                seen = told;
                return (p - t).square().mean();
            },
            new() { UsesTrueScale = true });
        float[] gradient = new float[1_000];
        float[] unscaled = new float[1_000];
        double value = loss.Evaluate(_prediction, _target, context, gradient);
        double plain = new TorchLoss(MeanSquare).Evaluate(_prediction, _target, context, unscaled);
        Assert.Same(context, seen);
        Assert.Equal(plain / 16, value, 1e-6 * plain);
        Assert.Equal(unscaled[5] / 16, gradient[5], 1e-9);
    }

    [Fact]
    public void Features_of_the_target_are_computed_once()
    {
        int calls = 0;
        var loss = new TorchLoss(
            (Tensor waveform, LossContext _) =>
            {
                calls++;
                return fft.rfft(waveform).abs();
            },
            (found, wanted) => (found - wanted).square().mean());
        IPreparedLoss prepared = loss.Prepare(_target, LossContext.Default);
        Assert.Equal(1, calls);
        float[] gradient = new float[1_000];
        for (int i = 0; i < 3; i++)
        {
            _ = prepared.Evaluate(_prediction, gradient);
        }

        Assert.Equal(4, calls);
        ((IDisposable)prepared).Dispose();
        float[] once = new float[1_000];
        _ = loss.Evaluate(_prediction, _target, LossContext.Default, once);
        Assert.Equal(once, gradient);
    }

    [Fact]
    public void As_many_tensors_are_alive_after_1_000_steps_as_before()
    {
        using nn.Module<Tensor, Tensor, Tensor> module = nn.MSELoss();
        foreach (TorchLoss loss in new[] { new TorchLoss(MeanSquare), new TorchLoss(module), new TorchLoss((x, _) => fft.rfft(x).abs(), MeanSquare) })
        {
            float[] gradient = new float[1_000];
            _ = loss.Evaluate(_prediction, _target, LossContext.Default, gradient);
            long before = Signals.LiveTensors();
            IPreparedLoss prepared = loss.Prepare(_target, LossContext.Default);
            for (int i = 0; i < 1_000; i++)
            {
                _ = prepared.Evaluate(_prediction, gradient);
            }

            ((IDisposable)prepared).Dispose();
            Assert.Equal(before, Signals.LiveTensors());
        }
    }

    [Fact]
    public void An_exception_of_the_function_comes_out_as_it_is_and_leaves_no_tensor_behind()
    {
        var loss = new TorchLoss((p, t) => (p - t).sum() is null ? p : throw new NotSupportedException("mine"));
        long before = Signals.LiveTensors();
        Assert.Equal("mine", Assert.Throws<NotSupportedException>(() => Evaluate(loss)).Message);
        Assert.Equal(before, Signals.LiveTensors());
    }

    [Fact]
    public void What_is_no_scalar_is_refused_with_its_shape() =>
        Assert.Contains("[1000]", Assert.Throws<InvalidOperationException>(() => Evaluate(new TorchLoss((p, t) => p - t))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_result_without_a_gradient_is_refused()
    {
        Assert.Contains("detached", Assert.Throws<InvalidOperationException>(() => Evaluate(new TorchLoss((p, t) => p.detach().sum()))).Message, StringComparison.Ordinal);
        using Tensor other = ones(1, requires_grad: true);
        Assert.Contains(
            "does not depend", Assert.Throws<InvalidOperationException>(() => Evaluate(new TorchLoss((p, t) => other.sum()))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_loss_works_where_the_host_has_switched_gradients_off()
    {
        using IDisposable off = no_grad();
        Assert.True(Evaluate(new TorchLoss(MeanSquare)) > 0);
    }

    [Fact]
    public void Two_losses_of_one_module_are_never_in_it_at_once()
    {
        using var module = new Counting();
        Parallel.For(0, 8, i => Evaluate(new TorchLoss(module)));
        Assert.Equal(1, module.Most);
    }

    [Fact]
    public void A_trainable_module_is_not_trained()
    {
        using var module = new Counting();
        _ = Evaluate(new TorchLoss(module));
        Assert.True(module.Weight.grad is null || module.Weight.grad.IsInvalid);
        Assert.Equal(typeof(Counting).FullName, new TorchLoss(module).Identity);
        Assert.Equal("mine 1", new TorchLoss(module, new() { Identity = "mine 1" }).Identity);
    }

    [Fact]
    public void What_changes_a_result_is_part_of_the_identity()
    {
        TorchLossOptions[] options =
        [
            new(), new() { UsesTrueScale = true }, new() { ScalarType = ScalarType.Float64 }, new() { Dimensions = 2 }, new() { Dimensions = 3 },
            new() { Device = new Device(DeviceType.CUDA, 0) }, new() { Identity = "mine" }, new() { Identity = "mine", UsesTrueScale = true },
        ];
        Assert.Distinct(options.Select(one => new TorchLoss(MeanSquare, one).Identity));

        // Who waits for whom changes no bit.
        Assert.Equal(new TorchLoss(MeanSquare).Identity, new TorchLoss(MeanSquare, new() { IsThreadSafe = true }).Identity);
    }

    [Fact]
    public void Sums_of_the_librarys_own_losses_are_told_apart_by_all_that_they_add_up()
    {
        WeightedLoss[][] sums =
        [
            [new(new MeanSquaredErrorLoss())], [new(new MeanSquaredErrorLoss(), 0.5)], [new(new MeanAbsoluteErrorLoss())],
            [new(new MultiResolutionStftLoss())], [new(new MultiResolutionStftLoss(new StftResolution(256, 64, 256)))],
            [new(new MultiResolutionStftLoss(new StftResolution(256, 32, 256)))], [new(new MultiResolutionStftLoss(new StftResolution(256, 64, 128)))],
            [new(new MeanSquaredErrorLoss()), new(new MeanAbsoluteErrorLoss())], [new(new MeanAbsoluteErrorLoss()), new(new MeanSquaredErrorLoss())],
        ];
        Assert.Distinct(sums.Select(IdentityOf));

        static string IdentityOf(WeightedLoss[] parts)
        {
            using var module = new HybridLossModule(parts);
            return new TorchLoss(module).Identity;
        }
    }

    [Fact]
    public void Options_say_what_is_wrong_with_them()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new TorchLossOptions { Dimensions = 4 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TorchLossOptions { ScalarType = ScalarType.Int64 });
        Assert.Throws<ArgumentNullException>(() => new TorchLossOptions { Device = null! });
        Assert.Throws<ArgumentException>(() => new TorchLoss(MeanSquare).Evaluate(_prediction, _target.AsSpan(1), LossContext.Default, new float[1_000]));
        Assert.Throws<ArgumentException>(() => new TorchLoss(MeanSquare).Prepare(default, LossContext.Default));
    }

    private double Evaluate(TorchLoss loss) => loss.Evaluate(_prediction, _target, LossContext.Default, new float[1_000]);

    private sealed class Counting : nn.Module<Tensor, Tensor, Tensor>
    {
        private int _inside;

        public Counting()
            : base(nameof(Counting))
        {
            Weight = new Parameter(ones(1));
            register_parameter("weight", Weight);
        }

        public Parameter Weight { get; }

        public int Most { get; private set; }

        public override Tensor forward(Tensor prediction, Tensor target)
        {
            Most = Math.Max(Most, Interlocked.Increment(ref _inside));
            Thread.Sleep(2);
            Interlocked.Decrement(ref _inside);
            return (Weight * (prediction - target)).square().mean();
        }
    }
}
