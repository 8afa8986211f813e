using NWaves.Audio;
using NWaves.Effects;
using NWaves.FeatureExtractors.Options;
using NWaves.Signals;
using Siren2.Losses;

namespace Siren2.NWaves.Tests;

/// <summary>The code of the README and of the page of documentation, compiled.</summary>
internal static class DocsExamples
{
    public static (AudioClip Result, double Distortion) Readme(AudioClip truth)
    {
        DiscreteSignal[] signals = AudioClip.Load("speech-8k.wav").ToDiscreteSignals();
        AudioClip result = new Upsampler().FitAndPredict(signals.ToAudioClip(), 16_000).Audio;
        double distortion = CepstralMetrics.MelCepstralDistortion(truth.Channel(0), result.Channel(0), 16_000);
        return (result, distortion);
    }

    public static DiscreteSignal[] Effect()
    {
        using FileStream file = File.OpenRead("speech-8k.wav");
        List<DiscreteSignal> signals = new WaveFile(file).Signals;
        DiscreteSignal trembling = new TremoloEffect(signals[0].SamplingRate, depth: 0.3f, frequency: 4).ApplyTo(signals[0]);
        AudioClip wide = new Upsampler().FitAndPredict(trembling.ToAudioClip(), 16_000).Audio;
        DiscreteSignal[] result = wide.ToDiscreteSignals();
        return result;
    }

    public static Upsampler Loss()
    {
        var erb = new FilterBankLoss(new() { Kind = FilterBankKind.Erb, HighFrequency = 8_000 });
        var hybrid = new HybridLoss(new(new MeanSquaredErrorLoss()), new(erb, 0.001));
        var upsampler = new Upsampler(new UpsamplerOptions { Guided = new() { Loss = hybrid } });
        return upsampler;
    }

    public static (double Distortion, double Distance) Metrics(AudioClip truth, AudioClip result)
    {
        double distortion = CepstralMetrics.MelCepstralDistortion(truth.Channel(0), result.Channel(0), 16_000);
        double distance = CepstralMetrics.MfccDistance(truth.Channel(0), result.Channel(0), new MfccSlaneyOptions(16_000, 13, 0.025));
        return (distortion, distance);
    }
}
