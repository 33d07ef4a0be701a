class time:
    @staticmethod
    def sleep(seconds):
        return seconds


def sleep(seconds):
    return seconds
