// A stranger's program over NWaves, from the packages alone: signals, an effect, a filter bank as a loss, cepstra.
using NWaves.Effects;
using NWaves.Filters.Fda;
using NWaves.Signals;
using Siren2;
using Siren2.Losses;
using Siren2.NWaves;
using Siren2.Resampling;

if (args is not [var folder])
{
    Console.Error.WriteLine("usage: NWavesConsumer FOLDER-OF-CLIPS");
    return 2;
}

AudioClip original = AudioClip.Load(Path.Combine(folder, "speech-8k.wav"));
AudioClip low = new SincResampler(8_000, 4_000).Resample(original);
UpsampleResult result = new Upsampler().FitAndPredict(low, 8_000);
int length = Math.Min(original.Length, result.Audio.Length);
double sinc = CepstralMetrics.MelCepstralDistortion(original.Channel(0)[..length], result.Baseline.Channel(0)[..length], 8_000);
double blind = CepstralMetrics.MelCepstralDistortion(original.Channel(0)[..length], result.Audio.Channel(0)[..length], 8_000);
Console.WriteLine($"mel-cepstral distortion {blind:F2} dB, sinc's {sinc:F2} dB");
Demand(blind < sinc, "a filled band is less distorted");

DiscreteSignal[] stereo = [original.ToDiscreteSignal(), new EchoEffect(8_000, 0.1f).ApplyTo(original.ToDiscreteSignal())];
AudioClip clip = new[] { stereo[0], new DiscreteSignal(8_000, stereo[1].Samples[..original.Length]) }.ToAudioClip();
Demand(clip is { ChannelCount: 2, SampleRate: 8_000 } && clip.ToDiscreteSignals()[0].Samples.AsSpan().SequenceEqual(original.Channel(0)), "signals come back");

foreach (FilterBankKind kind in Enum.GetValues<FilterBankKind>())
{
    var loss = new FilterBankLoss(new() { Kind = kind, FftSize = 512, Distance = FilterBankDistance.Squared });
    GradientCheckResult check = GradientCheck.Run(
        loss, result.Audio.Channel(0)[4_000..6_000], original.Channel(0)[4_000..6_000], context: new LossContext { SampleRate = 8_000 });
    Console.WriteLine($"{kind}: {check}");
    Demand(check.Passed(), $"the gradient of {kind} is right");
}

Demand(FilterBanks.MelBands(4, 8_000).Length == 4, "NWaves comes along");
return 0;

static void Demand(bool condition, string what)
{
    if (!condition)
    {
        Console.Error.WriteLine($"not so: {what}");
        Environment.Exit(1);
    }
}
