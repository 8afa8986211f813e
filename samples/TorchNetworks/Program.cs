// Modules of TorchSharp as the networks of a fit, guided and blind: a small WaveNet, and FINER's sines.
//   dotnet run -c Release --project samples/TorchNetworks [CLIP.wav]
using Siren2;
using Siren2.Metrics;
using Siren2.Optimization;
using Siren2.Resampling;
using Siren2.Segments;
using Siren2.TorchSharp;
using TorchNetworks;

AudioClip original = AudioClip.Load(args.Length > 0 ? args[0] : "samples/clips/speech-22k.wav").ToMono();
original = original[..Math.Min(original.Length, original.SampleRate / 2)];
int rate = original.SampleRate;
AudioClip low = new SincResampler(rate, rate / 2).Resample(original);

var waveNet = new TorchSegmentModel("sample WaveNet 1", _ => new WaveNet(), new() { Input = WaveNet.Input });
var finer = new TorchSegmentModel("sample FINER 1, 96", input => new Finer(input.Length, 96), new() { Input = Finer.Input });
bool good = true;
foreach ((string name, ISegmentModel? model, double learningRate) in new (string, ISegmentModel?, double)[] { ("SIREN²", null, 2e-3), ("WaveNet", waveNet, 1e-2), ("FINER", finer, 2e-3) })
{
    var fit = new FitOptions { StepCount = 40, Schedule = LearningRateSchedule.Cosine(learningRate) };
    UpsamplerOptions fast = UpsamplerOptions.Fast;
    var upsampler = new Upsampler(fast with
    {
        Guided = fast.Guided with { Model = model, Fit = fit },
        Blind = fast.Blind with { Model = model, Texture = null, Fit = fit with { StepCount = 10 } },
    });

    // Guided knows the original: it shows what a network can represent, and is not super-resolution.
    UpsampleResult guided = upsampler.FitAndPredict(low, original);
    UpsampleResult blind = upsampler.FitAndPredict(low, rate);
    double distance = SpectralMetrics.LogSpectralDistance(original.Channel(0), blind.Audio.Channel(0)[..original.Length]);
    double sinc = SpectralMetrics.LogSpectralDistance(original.Channel(0), blind.Baseline.Channel(0)[..original.Length]);
    Console.WriteLine(
        $"{name,-8} guided {guided.Report.GainOverBaseline,5:F1} dB above sinc in {guided.Report.Elapsed.TotalSeconds:F1} s; "
            + $"blind, log-spectral distance {distance:F2} dB, sinc's {sinc:F2} dB, for {blind.Report.EstimatedPsnrCost:F3} dB of PSNR");
    good &= guided.Report.GainOverBaseline > (model == waveNet ? 0 : 10) && distance < sinc;
}

return good ? 0 : 1;
