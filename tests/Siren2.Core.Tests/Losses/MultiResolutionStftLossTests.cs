using Siren2.Core.Tests.Spectral;
using Siren2.Files;
using Siren2.Kernels.Simd;
using Siren2.Losses;
using Siren2.Tests;

namespace Siren2.Core.Tests.Losses;

public class MultiResolutionStftLossTests
{
    private static readonly SafetensorsFile Reference = Fixture.Load("multi_resolution_stft_loss");

    private static StftResolution[] Defaults => [.. MultiResolutionStftLoss.DefaultResolutions];

    public static TheoryData<int> Widths => [.. SimdWidths.All.ToArray().Select(w => (int)w)];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Value_and_gradient_are_those_of_PyTorch_in_double_precision(int width)
    {
        var loss = new MultiResolutionStftLoss(Defaults, (SimdWidth)width);
        float[] gradient = new float[8000];
        double value = loss.Evaluate(Reference["prediction"].Data, Reference["target"].Data, gradient);
        double expected = Reference["loss"].Data[0];
        Assert.Equal(expected, value, 1e-6 * expected);
        Fixture.AssertClose(Reference["grad_prediction"].Data, gradient, 1e-4, "gradient");
    }

    [Fact]
    public void Every_term_is_that_of_PyTorch_in_double_precision()
    {
        var workspace = new MultiResolutionWorkspace(Defaults, 8000, SimdWidths.Best);
        workspace.SetTarget(Reference["target"].Data);
        _ = workspace.Evaluate(Reference["prediction"].Data, new float[8000]);
        for (int i = 0; i < Defaults.Length; i++)
        {
            string size = $"{Defaults[i].FftSize}";
            double convergence = Reference[size + "/spectral_convergence"].Data[0];
            double logMagnitude = Reference[size + "/log_magnitude"].Data[0];
            Assert.Equal(convergence, workspace.Distances[i].SpectralConvergence, 1e-6 * convergence);
            Assert.Equal(logMagnitude, workspace.Distances[i].LogMagnitude, 1e-6 * logMagnitude);
        }
    }

    [Fact]
    public void A_target_prepared_once_gives_the_same_bits()
    {
        var loss = new MultiResolutionStftLoss();
        float[] target = Noise.Uniform(3000, 1);
        IPreparedLoss prepared = loss.Prepare(target, LossContext.Default);
        for (int seed = 2; seed < 4; seed++)
        {
            float[] prediction = Noise.Uniform(3000, seed);
            float[] expected = new float[3000];
            float[] actual = new float[3000];
            Assert.Equal(loss.Evaluate(prediction, target, expected), prepared.Evaluate(prediction, actual));
            Assert.Equal(expected, actual);
        }
    }

    [Fact]
    public void Silence_and_identical_signals_have_finite_values_and_gradients()
    {
        var loss = new MultiResolutionStftLoss();
        float[] silence = new float[2000];
        float[] noise = Noise.Uniform(2000, 3);
        float[] gradient = new float[2000];
        foreach (float[] signal in (float[][])[silence, noise])
        {
            Assert.Equal(0, loss.Evaluate(signal, signal, gradient));
            Assert.All(gradient, g => Assert.Equal(0, g));
        }

        Assert.InRange(loss.Evaluate(silence, noise, gradient), 1, 100);
        Assert.All(gradient, g => Assert.Equal(0, g));
        Assert.InRange(loss.Evaluate(noise, silence, gradient), 1, 1e6);
        Assert.All(gradient, g => Assert.True(float.IsFinite(g)));
        Assert.Contains(gradient, g => g != 0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(31)]
    public void Waveforms_shorter_than_a_frame_are_reflected(int length)
    {
        var loss = new MultiResolutionStftLoss(new StftResolution(32, 5, 32), new StftResolution(64, 16, 20));
        GradientCheckResult check = GradientCheck.Run(loss, Noise.Uniform(length, 4), Noise.Uniform(length, 5), directions: 4, samples: 4);
        Assert.True(check.Passed(), check.ToString());
    }

    [Fact]
    public void Eight_threads_get_the_same_bits_as_one()
    {
        var loss = new MultiResolutionStftLoss();
        int[] lengths = [300, 301, 700];
        var expected = lengths.ToDictionary(l => l, l => Evaluate(loss, l));
        var threads = new Thread[8];
        int agreements = 0;
        for (int t = 0; t < threads.Length; t++)
        {
            int first = t;
            threads[t] = new Thread(() =>
            {
                for (int i = 0; i < 6; i++)
                {
                    int length = lengths[(first + i) % lengths.Length];
                    (double value, float[] gradient) = Evaluate(loss, length);
                    if (value == expected[length].Value && gradient.AsSpan().SequenceEqual(expected[length].Gradient))
                    {
                        _ = Interlocked.Increment(ref agreements);
                    }
                }
            });
            threads[t].Start();
        }

        Array.ForEach(threads, t => t.Join());
        Assert.Equal(8 * 6, agreements);
    }

    [Fact]
    public void Workspaces_of_many_lengths_are_not_kept_for_ever()
    {
        int created = 0;
        var pool = new WorkspacePool(length =>
        {
            created++;
            return new MultiResolutionWorkspace([new StftResolution(16, 8, 16)], length, SimdWidth.Scalar);
        });
        int many = 10 * Math.Max(16, 2 * Environment.ProcessorCount);
        for (int length = 1; length <= many; length++)
        {
            pool.Return(pool.Take(length));
        }

        Assert.Equal(many, pool.Take(many).Length);
        Assert.Equal(many, created);
        Assert.Equal(1, pool.Take(1).Length);
        Assert.Equal(many + 1, created);
    }

    [Fact]
    public void Resolutions_are_checked()
    {
        Assert.Equal("resolutions", Assert.Throws<ArgumentException>(() => new MultiResolutionStftLoss([])).ParamName);
        Assert.Equal("fftSize", Assert.Throws<ArgumentOutOfRangeException>(() => new StftResolution(1000, 10, 100)).ParamName);
        Assert.Equal("hop", Assert.Throws<ArgumentOutOfRangeException>(() => new StftResolution(1024, 0, 100)).ParamName);
        Assert.Equal(
            "windowLength", Assert.Throws<ArgumentOutOfRangeException>(() => new StftResolution(1024, 10, 1025)).ParamName);
    }

    private static (double Value, float[] Gradient) Evaluate(MultiResolutionStftLoss loss, int length)
    {
        float[] gradient = new float[length];
        return (loss.Evaluate(Noise.Uniform(length, 6), Noise.Uniform(length, 7), gradient), gradient);
    }
}
