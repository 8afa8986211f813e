using NWaves.Filters.Fda;
using NWaves.Utils;

namespace Siren2.NWaves.Tests;

/// <summary>The loss by its definition, in double precision, term by term over NWaves' own bank: the oracle.</summary>
internal static class NaiveFilterBankLoss
{
    public static double Value(float[] prediction, float[] target, FilterBankLossOptions options, int rate, double scale)
    {
        float[][] bank = Bank(options, rate);
        bank = [.. bank.Where(filter => filter.Any(weight => weight != 0))];
        double[][] x = Levels(prediction, options, bank, scale);
        double[][] y = Levels(target, options, bank, scale);
        double sum = 0;
        for (int f = 0; f < x.Length; f++)
        {
            for (int m = 0; m < bank.Length; m++)
            {
                double difference = Math.Log(x[f][m]) - Math.Log(y[f][m]);
                sum += options.Distance == FilterBankDistance.Squared ? difference * difference : Math.Abs(difference);
            }
        }

        return sum / (x.Length * bank.Length);
    }

    private static float[][] Bank(FilterBankLossOptions options, int rate)
    {
        (int n, int fft, double low) = (options.FilterCount, options.FftSize, options.LowFrequency);
        double high = options.HighFrequency == 0 ? rate / 2.0 : options.HighFrequency;
        return options.Kind switch
        {
            FilterBankKind.Mel => FilterBanks.Triangular(fft, rate, FilterBanks.MelBands(n, rate, low, high), null, Scale.HerzToMel),
            FilterBankKind.MelSlaney => FilterBanks.MelBankSlaney(n, fft, rate, low, high),
            FilterBankKind.Bark => FilterBanks.BarkBankSlaney(n, fft, rate, low, high),
            FilterBankKind.Erb => FilterBanks.Erb(n, fft, rate, low, high),
            _ => throw new ArgumentOutOfRangeException(nameof(options)),
        };
    }

    private static double[][] Levels(float[] signal, FilterBankLossOptions options, float[][] bank, double scale)
    {
        int size = options.FftSize;
        double windowSum = Enumerable.Range(0, size).Sum(n => 0.5 - (0.5 * Math.Cos(2 * Math.PI * n / size)));
        double[][] levels = new double[1 + (signal.Length / options.Hop)][];
        for (int f = 0; f < levels.Length; f++)
        {
            double[] power = new double[(size / 2) + 1];
            for (int k = 0; k < power.Length; k++)
            {
                double real = 0;
                double imaginary = 0;
                for (int n = 0; n < size; n++)
                {
                    double sample = scale * (0.5 - (0.5 * Math.Cos(2 * Math.PI * n / size))) * Reflected(signal, (f * options.Hop) + n - (size / 2));
                    real += sample * Math.Cos(2 * Math.PI * k * n / size);
                    imaginary -= sample * Math.Sin(2 * Math.PI * k * n / size);
                }

                power[k] = ((real * real) + (imaginary * imaginary)) / (windowSum * windowSum);
            }

            levels[f] = [.. bank.Select(filter => options.Floor + filter.Zip(power, (weight, p) => weight * p).Sum())];
        }

        return levels;
    }

    private static float Reflected(float[] signal, int index)
    {
        int last = signal.Length - 1;
        while (index < 0 || index > last)
        {
            index = index < 0 ? -index : (2 * last) - index;
        }

        return signal[index];
    }
}
