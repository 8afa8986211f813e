using NWaves.FeatureExtractors.Base;

namespace Siren2.NWaves.Metrics;

/// <summary>How far features of two signals lie apart, frame by frame.</summary>
internal static class FrameDistance
{
    /// <summary>The mean over frames of the Euclidean distance of features.</summary>
    /// <param name="reference">The truth, <c>[samples]</c>.</param>
    /// <param name="estimate">What is judged, <c>[samples]</c>.</param>
    /// <param name="extractor">The features.</param>
    /// <param name="firstFeature">The first that counts.</param>
    /// <exception cref="ArgumentException">The signals differ in length, are empty or hold a sample that is not finite.</exception>
    public static double Mean(ReadOnlySpan<float> reference, ReadOnlySpan<float> estimate, FeatureExtractor extractor, int firstFeature)
    {
        if (reference.IsEmpty || reference.Length != estimate.Length)
        {
            throw new ArgumentException(
                $"The reference has {reference.Length} samples, the estimate {estimate.Length}; one at least is needed, and equal numbers.",
                nameof(estimate));
        }

        List<float[]> truth = extractor.ComputeFrom(Padded(reference, extractor, nameof(reference)));
        extractor.Reset();
        List<float[]> judged = extractor.ComputeFrom(Padded(estimate, extractor, nameof(estimate)));
        double sum = 0;
        for (int frame = 0; frame < truth.Count; frame++)
        {
            double squared = 0;
            for (int i = firstFeature; i < truth[frame].Length; i++)
            {
                double difference = (double)truth[frame][i] - judged[frame][i];
                squared += difference * difference;
            }

            sum += Math.Sqrt(squared);
        }

        return sum / truth.Count;
    }

    /// <summary>The signal with silence behind it until the last frame is whole: extractors leave out what is less than that.</summary>
    private static float[] Padded(ReadOnlySpan<float> signal, FeatureExtractor extractor, string name)
    {
        for (int i = 0; i < signal.Length; i++)
        {
            if (!float.IsFinite(signal[i]))
            {
                throw new ArgumentException($"Sample {i} of the {name} is {signal[i]}; all must be finite.", name);
            }
        }

        int beyond = Math.Max(0, signal.Length - extractor.FrameSize);
        int hops = (beyond + extractor.HopSize - 1) / extractor.HopSize;
        float[] padded = new float[extractor.FrameSize + (hops * extractor.HopSize)];
        signal.CopyTo(padded);
        return padded;
    }
}
