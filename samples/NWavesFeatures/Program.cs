// Siren2 between NWaves' parts: an effect before, features and figures after, and one of NWaves' filter banks as a loss.
//   dotnet run -c Release --project samples/NWavesFeatures [CLIP.wav]
using NWaves.Effects;
using NWaves.FeatureExtractors.Multi;
using NWaves.FeatureExtractors.Options;
using NWaves.Signals;
using Siren2;
using Siren2.Losses;
using Siren2.Metrics;
using Siren2.NWaves;
using Siren2.Resampling;

// The original, and what is left of it at half the rate.
AudioClip original = AudioClip.Load(args.Length > 0 ? args[0] : "samples/clips/speech-22k.wav").ToMono();
original = original[..Math.Min(original.Length, 2 * original.SampleRate)];
int rate = original.SampleRate;
AudioClip low = new SincResampler(rate, rate / 2).Resample(original);

// Before: an effect of NWaves on the clip; what it changes, Siren2 takes for the clip's own.
var tremolo = new TremoloEffect(low.SampleRate, depth: 0.3f, frequency: 4);
DiscreteSignal trembling = tremolo.ApplyTo(low.ToDiscreteSignal());
AudioClip wide = new Upsampler().FitAndPredict(trembling.ToAudioClip(), rate).Audio;
Console.WriteLine($"{"spectral centroid in Hz",-28} {Centroid(trembling),8:F0} before, {Centroid(wide.ToDiscreteSignal()),8:F0} after");

// After: the blind result and sinc's, by NWaves' cepstra and by Siren2's own metrics.
UpsampleResult blind = new Upsampler().FitAndPredict(low, rate);
Figures("sinc", blind.Baseline);
Figures("blind", blind.Audio);

// A loss: a guided fit that also minds levels in 40 bands of ERB. It knew the original, and is no super-resolution.
var erb = new FilterBankLoss(new() { Kind = FilterBankKind.Erb });
GradientCheckResult check = GradientCheck.Run(
    erb, blind.Baseline.Channel(0)[..4096], original.Channel(0)[..4096], context: new LossContext { SampleRate = rate });
Console.WriteLine(check);
var fast = UpsamplerOptions.Fast;
var hybrid = new HybridLoss(new(new MeanSquaredErrorLoss()), new(erb, 0.001));
AudioClip guided = new Upsampler(fast with { Guided = fast.Guided with { Loss = hybrid } }).FitAndPredict(low, original).Audio;
Figures("guided, knew the original", guided);

return check.Passed() && Distortion(blind.Audio) < Distortion(blind.Baseline) && Distortion(guided) < Distortion(blind.Audio) ? 0 : 1;

double Distortion(AudioClip clip)
{
    int length = Math.Min(original.Length, clip.Length);
    return CepstralMetrics.MelCepstralDistortion(original.Channel(0)[..length], clip.Channel(0)[..length], rate);
}

void Figures(string name, AudioClip clip)
{
    int length = Math.Min(original.Length, clip.Length);
    ReadOnlySpan<float> truth = original.Channel(0)[..length];
    ReadOnlySpan<float> estimate = clip.Channel(0)[..length];
    Console.WriteLine(
        $"{name,-28} mel-cepstral distortion {Distortion(clip):F2} dB, MFCC distance {CepstralMetrics.MfccDistance(truth, estimate, rate):F2}, "
            + $"PSNR {SignalMetrics.Psnr(truth, estimate):F2} dB, log-spectral distance {SpectralMetrics.LogSpectralDistance(truth, estimate):F2}");
}

static double Centroid(DiscreteSignal signal)
{
    var extractor = new SpectralFeaturesExtractor(
        new MultiFeatureOptions { SamplingRate = signal.SamplingRate, FeatureList = "centroid", FrameDuration = 0.025, HopDuration = 0.010 });
    return extractor.ComputeFrom(signal).Average(features => features[0]);
}
