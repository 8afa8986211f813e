namespace Siren2.Metrics.Tests;

/// <summary>The examples of the XML documentation, compiled.</summary>
internal static class XmlExamples
{
    public static AudioComparisonResult Compare(AudioClip original, AudioClip estimate)
    {
        AudioComparisonResult figures = AudioComparison.Compare(original, estimate, inputRate: 8_000);
        Console.WriteLine($"LSD {figures.LsdHann:F2}, bright frames {figures.MissingBandLevelErrors?.Bright.Bias:F1} dB");
        return figures;
    }

    public static double Psnr(AudioClip original, AudioClip estimate)
    {
        double psnr = SignalMetrics.Psnr(original.Channel(0), estimate.Channel(0));
        return psnr;
    }

    public static double Envelope(AudioClip original, AudioClip estimate)
    {
        double distance = EnvelopeMetrics.EnvelopeDistance(original.Channel(0), estimate.Channel(0));
        return distance;
    }

    public static double Lsd(AudioClip original, AudioClip estimate)
    {
        double lsd = SpectralMetrics.LogSpectralDistance(original.Channel(0), estimate.Channel(0), LogSpectralDistanceOptions.ApBwe);
        return lsd;
    }

    public static MissingBandLevelErrors MissingBand(AudioClip original, AudioClip estimate)
    {
        MissingBandLevelErrors errors = MissingBandMetrics.LevelErrors(original.Channel(0), estimate.Channel(0), sampleRate: 16_000, inputRate: 8_000);
        Console.WriteLine($"bright frames: {errors.Bright.Bias:F1} / {errors.Bright.MeanAbsoluteError:F1} dB");
        return errors;
    }

    public static double Stoi(AudioClip original, AudioClip estimate)
    {
        double estoi = Intelligibility.ExtendedStoi(original.Channel(0), estimate.Channel(0), original.SampleRate);
        return estoi;
    }
}
