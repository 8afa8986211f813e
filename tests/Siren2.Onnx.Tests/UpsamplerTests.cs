using System.Numerics.Tensors;
using Siren2.Decimation;
using Siren2.Metrics;

namespace Siren2.Onnx.Tests;

/// <summary>A network inside a blind fit.</summary>
public sealed class UpsamplerTests
{
    private static readonly AudioClip Clip = AudioClip.Load(Path.Combine(AppContext.BaseDirectory, "Clips", "speech-8k.wav"))[..8000];

    [Theory]
    [InlineData(OnnxLevels.Network)]
    [InlineData(OnnxLevels.Model)]
    public void The_clips_own_band_stays_and_the_budget_is_kept(OnnxLevels levels)
    {
        using var texture = new OnnxTexture(SmallNetwork.Folding.Delayed(11, 0.4f).ToBytes(), new() { Levels = levels });
        ISuperResolver resolver = new Upsampler(new() { Blind = new() { Texture = texture } });
        UpsampleResult result = resolver.FitAndPredict(Clip, 16_000);

        Assert.Equal(texture.Identity, result.Report.Texture);
        Assert.InRange(result.Report.EstimatedPsnrCost!.Value, 0.01, 0.3);
        float[] added = new float[result.Audio.Length];
        TensorPrimitives.Subtract(result.Audio.Channel(0), result.Baseline.Channel(0), added);
        float[] low = new float[Clip.Length];
        new MissingBandProjector(8000, 16_000, Clip.Length).Decimate(added, low);
        Assert.InRange(Requests.Level(low.AsSpan()[500..^500]) - Requests.Level(Clip.Channel(0)), -300, -100);
        Assert.True(Requests.Level(added) > -70);
    }

    [Fact]
    public void Without_detail_no_network_is_asked()
    {
        using var texture = new OnnxTexture(SmallNetwork.Folding.ToBytes());
        UpsampleResult result = new Upsampler(new() { Detail = 0, Blind = new() { Texture = texture } }).FitAndPredict(Clip, 16_000);
        Assert.Equal(result.Baseline.Channel(0), result.Audio.Channel(0));
    }

    [Fact]
    public void A_saved_fit_asks_the_same_network_again_at_any_rate_and_no_other()
    {
        using var texture = new OnnxTexture(SmallNetwork.Folding.ToBytes());
        var options = new UpsamplerOptions { Blind = new() { Texture = texture } };
        FittedClip fitted = new Upsampler(options).Fit(Clip, 16_000);
        using var saved = new MemoryStream();
        fitted.Save(saved);
        saved.Position = 0;
        FittedClip loaded = FittedClip.Load(saved, options);
        Assert.Equal(fitted.Render().Channel(0), loaded.Render().Channel(0));
        Assert.Equal(22_050, loaded.Render(22_050).Length);
        saved.Position = 0;
        Assert.ThrowsAny<Exception>(() => FittedClip.Load(saved).Render());
    }

    [Fact]
    public void Networks_of_SIREN_are_fitted_to_the_result_and_render_it_at_any_rate()
    {
        using var texture = new OnnxTexture(SmallNetwork.Folding.ToBytes());
        AudioClip result = new Upsampler(new() { Detail = 1, Blind = new() { Texture = texture } }).FitAndPredict(Clip[..4000], 16_000).Audio;
        FittedClip fitted = new Upsampler(UpsamplerOptions.Fast).Fit(Clip[..4000], result);
        Assert.InRange(SignalMetrics.Snr(result.Channel(0), fitted.Render().Channel(0)), 30, 300);
        Assert.Equal(24_000, fitted.Render(48_000).Length);
    }

    [Fact]
    public void The_file_of_the_sample_is_the_network_that_is_made_here()
    {
        string path = Path.Combine(AppContext.BaseDirectory, "fold.onnx");
        Assert.Equal(SmallNetwork.Folding.ToBytes(), File.ReadAllBytes(path));
        using var texture = new OnnxTexture(path);
        Assert.Equal((8000, 16_000), (texture.InputRate, texture.OutputRate));
    }
}
