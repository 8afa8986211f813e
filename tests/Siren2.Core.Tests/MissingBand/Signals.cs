using MathNet.Numerics.Distributions;
using MathNet.Numerics.Random;

namespace Siren2.Core.Tests.MissingBand;

internal static class Signals
{
    public static float[] Noise(int length, double deviation = 0.1, int seed = 1)
    {
        var random = new Xoshiro256StarStar(seed, threadSafe: false);
        float[] signal = new float[length];
        for (int i = 0; i < length; i++)
        {
            signal[i] = (float)(deviation * Normal.Sample(random, 0, 1));
        }

        return signal;
    }
}
