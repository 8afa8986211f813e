using NWaves.Signals;
using Siren2.Losses;

namespace Siren2.NWaves.Tests;

/// <summary>The examples of the XML documentation, compiled.</summary>
internal static class XmlExamples
{
    public static DiscreteSignal[] SignalsAndBack(DiscreteSignal signal)
    {
        AudioClip result = new Upsampler().FitAndPredict(signal.ToAudioClip(), 16_000).Audio;
        DiscreteSignal[] signals = result.ToDiscreteSignals();
        return signals;
    }

    public static double Cepstra(AudioClip original, AudioClip estimate)
    {
        double distortion = CepstralMetrics.MelCepstralDistortion(original.Channel(0), estimate.Channel(0), 16_000);
        return distortion;
    }

    public static UpsamplerOptions Bank()
    {
        var mel = new FilterBankLoss(new() { Kind = FilterBankKind.Mel, HighFrequency = 8_000 });
        var options = new UpsamplerOptions { Guided = new() { Loss = new HybridLoss(new(new MeanSquaredErrorLoss()), new(mel, 0.001)) } };
        return options;
    }
}
