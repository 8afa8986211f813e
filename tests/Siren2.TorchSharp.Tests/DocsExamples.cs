using Siren2.Encoding;
using Siren2.Files;
using static TorchSharp.torch;

namespace Siren2.TorchSharp.Tests;

/// <summary>The code of the README and of the page of documentation, compiled.</summary>
internal static class DocsExamples
{
    public static Upsampler Readme()
    {
        var loss = new TorchLoss((prediction, target) => (prediction - target).abs().mean());
        var upsampler = new Upsampler(new UpsamplerOptions { Guided = new() { Loss = loss } });
        return upsampler;
    }

    public static Upsampler Loss()
    {
        var absolute = new TorchLoss((prediction, target) => (prediction - target).abs().mean());
        var upsampler = new Upsampler(new UpsamplerOptions { Guided = new() { Loss = absolute } });
        return upsampler;
    }

    public static TorchLoss Features()
    {
        var spectral = new TorchLoss(
            (waveform, context) => fft.rfft(waveform).abs(),
            (found, wanted) => (found - wanted).abs().mean(),
            new() { UsesTrueScale = true, Identity = "spectrum 1" });
        return spectral;
    }

    public static UpsamplerOptions Network()
    {
        var model = new TorchSegmentModel(
            "sines 1",
            input => nn.Sequential(("hidden", nn.Linear(2, 64)), ("sine", nn.Tanh()), ("out", nn.Linear(64, 1))),
            new() { Input = SegmentTensors.Rows });
        var options = new UpsamplerOptions { Blind = new() { Model = model }, Guided = new() { Model = model } };
        return options;
    }

    public static void Weights()
    {
        SafetensorsFile checkpoint = SafetensorsFile.Load("encodec.safetensors");
        using var encoder = new SeaNetEncoderModule(new SeaNetEncoderOptions(), seed: 1);
        encoder.LoadWeights(checkpoint);
        SafetensorsFile.Save("tuned.safetensors", encoder.ExportWeights());
    }

    public static UpsampleResult Resolver()
    {
        var resolver = new TorchResolver(UpsamplerOptions.Balanced, new() { BatchSize = 64, Device = cuda_is_available() ? CUDA : CPU });
        UpsampleResult result = resolver.FitAndPredict(AudioClip.Load("speech-8k.wav"), 16_000);
        return result;
    }
}
